import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, readlink, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { World } from '../world.ts';
import { reasonOf } from './write-file.ts';

const WAIT_MS = 10_000;
/** Who holds it says so anew this often. */
const BEAT_MS = 5_000;
/** Who said nothing for so long was killed, or its machine was. */
const STALE_MS = 60_000;

/** Runs while no other command of this user does: of this machine, of a container of it, or of another one that has the same home. */
export async function withLock<T>(
  world: World,
  path: string,
  work: () => Promise<T>,
  /** Gives a file a second name, where the file system can. */
  linked: typeof link = link,
): Promise<T> {
  const here = await namespaceHere();
  const own = `${process.pid} ${here} ${randomUUID()}`;
  for (
    const until = world.now() + WAIT_MS;
    !(await take(path, own, world, linked));
    await world.sleep(50, world.signal)
  ) {
    const held = await look(path);
    if (held !== null && isLeft(held, here, world.now())) await clear(path, held.by, world);
    if (world.now() > until) throw new CommandError('BUSY', 'error.busy', { path });
  }
  const beat = setInterval(() => void touch(path, world).catch(() => {}), BEAT_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await look(path))?.by === own) await rm(path, { force: true });
  }
}

interface Held {
  /** Process, where processes have such numbers, and a word that nobody else has. */
  readonly by: string;
  /** When its holder last said that it lives, by this machine's clock; ms. */
  readonly at: number;
}

/** A process that is known to be gone has left it; of one that another machine or container numbers, only its silence tells. */
function isLeft({ by, at }: Held, here: string, now: number): boolean {
  const [pid, namespace] = by.split(' ');
  if (namespace === here && !isAlive(Number(pid))) return true;
  return now - at > STALE_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is somebody else's, and there.
    return reasonOf(error) === 'EPERM';
  }
}

/** Where a process's number means this process: numbers are given anew in every container, and by every machine. */
const namespaceHere = async (): Promise<string> =>
  `${encodeURIComponent(hostname())}/${await readlink('/proc/self/ns/pid').catch(() => process.platform)}`;

async function look(path: string): Promise<Held | null> {
  try {
    const [by, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { by, at: mtimeMs };
  } catch {
    return null;
  }
}

/** Of those who find it left one at a time looks again, and takes it away if it is left still: what somebody took meanwhile is never moved. */
async function clear(path: string, by: string, world: World): Promise<void> {
  const clearing = `${path}.clearing`;
  try {
    await writeFile(clearing, '', { flag: 'wx', mode: 0o600 });
  } catch {
    // Somebody is at it, or was killed at it.
    const held = await look(clearing);
    if (held !== null && world.now() - held.at > STALE_MS) await rm(clearing, { force: true });
    return;
  }
  try {
    if ((await look(path))?.by === by) await rm(path, { force: true });
  } finally {
    await rm(clearing, { force: true });
  }
}

async function take(path: string, own: string, world: World, linked: typeof link): Promise<boolean> {
  const beside = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(beside, own, { flag: 'wx', mode: 0o600 });
    await touch(beside, world);
    await place(beside, path, own, linked);
    await touch(path, world);
    return true;
  } catch (error) {
    if (reasonOf(error) === 'EEXIST' && (await isLock(path))) return false;
    throw new CommandError('FILE_UNWRITABLE', 'error.file-unwritable', { path, reason: reasonOf(error) });
  } finally {
    await rm(beside, { force: true }).catch(() => {});
  }
}

/** What file systems say that know no second name of a file: exFAT, some shares. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** A file that was written beside is put where nothing is, with all that it says, or not at all; without links, it is there empty for a moment. @throws EEXIST */
async function place(beside: string, path: string, text: string, linked: typeof link): Promise<void> {
  try {
    await linked(beside, path);
  } catch (error) {
    if (!NO_LINKS.has(reasonOf(error))) throw error;
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  }
}

const touch = (path: string, { now }: World): Promise<void> => utimes(path, now() / 1000, now() / 1000);

/** `EEXIST` is said of a folder that is a file, too. */
const isLock = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    (error) => reasonOf(error) === 'ENOENT',
  );
