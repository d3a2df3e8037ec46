import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readFile, readlink, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@citygraph/contract';

/** Another process has the folder. */
export class Occupied extends StartError {}

export interface FolderLock {
  /** Whether this process may still write: it is not, once others may take it for gone. */
  isHeld(): boolean;
  release(): Promise<void>;
}

export interface LockOptions {
  /** Milliseconds between signs of life; default 2,000. */
  readonly beatMs?: number;
  /** Milliseconds without one after which a process that cannot be looked at counts as gone; default 20,000. */
  readonly staleMs?: number;
  /** Where numbers of processes mean the same; default: this machine's boot and this container. */
  readonly realm?: string;
  readonly log?: (line: object) => void;
}

const BEAT_MS = 2_000;
const STALE_MS = 20_000;
const ATTEMPTS = 100;

/** What stands in a lock: `<process> <when it began> <realm> <its own>`; before realms were written, the first two. */
interface Lock {
  readonly path: string;
  readonly text: string;
  readonly writtenMs: number;
}

/**
 * Takes a folder for this process. A lock comes to be whole, by a link to a file that was written before. One that is left is taken over by whoever makes the file that follows this very lock,
 * of which there can be but one, and puts it in its place. Numbers of processes say nothing of another container or machine: a lock from there is believed while it shows signs of life, so that a container that is made
 * anew on its volume starts by itself, some seconds later. Who could not show any for so long that it may have been taken for gone writes nothing more.
 *
 * Throws Occupied when somebody has it, a StartError when it cannot be locked.
 */
export async function lockFolder(
  folder: string,
  { beatMs = BEAT_MS, staleMs = STALE_MS, realm, log = () => {} }: LockOptions = {},
): Promise<FolderLock> {
  const here = realm ?? (await realmHere());
  const path = join(folder, 'lock');
  const text = [process.pid, await startOf(process.pid), here, randomUUID()].join(' ');
  const own = join(folder, `lock.${idOf(text)}.new`);
  let handle: FileHandle | null = null;
  try {
    handle = await open(own, 'wx', 0o600);
    await handle.write(text, 0);
    await take({ folder, path, own, handle, text, here, beatMs, staleMs });
    await rm(own, { force: true });
    return await beating(path, handle, text, { beatMs, staleMs, log });
  } catch (error) {
    await rm(own, { force: true }).catch(() => {});
    await handle?.close().catch(() => {});
    if (error instanceof StartError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `The folder ${folder} cannot be locked for a ledger: it must be writable, on a file system that has hard links. ${reason}`,
    );
  }
}

interface Taking {
  readonly folder: string;
  readonly path: string;
  readonly own: string;
  readonly handle: FileHandle;
  readonly text: string;
  readonly here: string;
  readonly beatMs: number;
  readonly staleMs: number;
}

async function take(taking: Taking): Promise<void> {
  const { folder, path, own, text } = taking;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await linked(own, path)) return;
    const held = await holderOf(folder, path);
    if (held === null) continue;
    await assertGone(held, taking);
    const follower = followerOf(folder, held.text);
    if (!(await linked(own, follower))) continue;
    // Whoever read the lock long ago may follow one that was followed and forgotten: then it is another that stands there by now.
    if ((await holderOf(folder, path))?.text === text) {
      await rename(follower, path);
      // Of one that was ended before it had put its own in place.
      if (held.path !== path) await rm(held.path, { force: true });
      return;
    }
    await rm(follower, { force: true });
  }
  throw new Occupied(`Others keep taking the folder ${folder} for their ledgers: give each gateway its own.`);
}

/** The end of the chain of those that followed each other; null: it went meanwhile, or nobody has the folder. */
async function holderOf(folder: string, path: string): Promise<Lock | null> {
  let held = await lockAt(path);
  for (let next = held; next !== null; ) {
    held = next;
    next = await lockAt(followerOf(folder, held.text));
  }
  return held;
}

async function lockAt(path: string): Promise<Lock | null> {
  try {
    const text = await readFile(path, 'utf8');
    return { path, text, writtenMs: (await stat(path)).mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Resolves when nobody has it; waits for signs of life where there is no other way to know. */
async function assertGone(held: Lock, { folder, path, handle, text, here, beatMs, staleMs }: Taking): Promise<void> {
  const [number = '', start = '', realm] = held.text.split(' ');
  const pid = Number(number);
  if (pid > 0 && (realm === here || realm === undefined)) {
    if (!isAlive(pid) || start !== (await startOf(pid))) return;
    throw new Occupied(`Another gateway (process ${pid}) keeps its ledger in ${folder}: give each its own folder.`);
  }
  for (;;) {
    // By one clock: that of the file system.
    await handle.write(text, 0);
    if ((await handle.stat()).mtimeMs - held.writtenMs > staleMs) return;
    await sleep(Math.min(beatMs, 500));
    const now = await holderOf(folder, path);
    // Somebody else was quicker, or it was given back: that is looked at from the beginning.
    if (now?.text !== held.text) return;
    if (now.writtenMs === held.writtenMs) continue;
    throw new Occupied(
      `Another gateway (process ${pid || 'unknown'} of another container or machine) keeps its ledger in ${folder}: give each its own folder, or end that one first.`,
    );
  }
}

async function beating(
  path: string,
  handle: FileHandle,
  text: string,
  { beatMs, staleMs, log }: Required<Omit<LockOptions, 'realm'>>,
): Promise<FolderLock> {
  let seen = Date.now();
  let isLost = false;
  const isOwn = async (): Promise<boolean> => (await readFile(path, 'utf8').catch(() => null)) === text;
  const beat = async () => {
    await handle.write(text.slice(0, 1), 0);
    if (await isOwn()) {
      seen = Date.now();
      return;
    }
    isLost = true;
    clearInterval(timer);
    log({
      event: 'ledger-lost',
      lock: path,
      note: 'Another gateway has taken the folder, since this one showed no sign of life for too long. Nothing personal is shown here any more: start it again.',
    });
  };
  let beats: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // A disk that fails is said by the journal.
    beats = beats.then(beat).catch(() => {});
  }, beatMs);
  timer.unref();
  return {
    isHeld: () => !isLost && Date.now() - seen < staleMs * 0.6,
    async release() {
      clearInterval(timer);
      await beats;
      await handle.close();
      if (!isLost && (await isOwn())) await rm(path, { force: true });
    },
  };
}

/** Answers false when the name is taken. */
async function linked(existing: string, path: string): Promise<boolean> {
  try {
    await link(existing, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

const followerOf = (folder: string, text: string): string => join(folder, `lock.after-${idOf(text)}`);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in ticks since the machine did, where the system tells; otherwise nothing. */
async function startOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** The machine's boot and the container's numbering, where the system tells; otherwise the machine's name. */
async function realmHere(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => hostname());
  const numbering = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${boot.trim()}/${numbering}`.replaceAll(' ', '_');
}
