import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StartError } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder, Occupied } from './folder-lock.ts';

const CHILD = fileURLToPath(new URL('../testing/lock-child.ts', import.meta.url));
/** No process has it. */
const NOBODY = 999_999_999;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lockFile = () => join(folder, 'lock');
const left = () => readdir(folder).then((names) => names.filter((name) => name.startsWith('lock')));

describe('a folder for which processes race', () => {
  const RACERS = 4;
  const ROUNDS = 12;
  let children: ChildProcessWithoutNullStreams[];
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  it('is one process’s, whatever the one before left', async () => {
    children = Array.from({ length: RACERS }, () =>
      spawn(process.execPath, ['--no-warnings', '--conditions=@citygraph/source', CHILD]),
    );
    const said = children.map((child) => createInterface({ input: child.stdout })[Symbol.asyncIterator]());
    const next = () => Promise.all(said.map(async (lines) => (await lines.next()).value));
    expect(await next()).toEqual(Array(RACERS).fill('ready'));
    const outcomes: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const at = join(folder, `${round}`);
      await mkdir(at);
      if (round % 2 === 0) await writeFile(join(at, 'lock'), `${NOBODY} 1`);
      for (const child of children) child.stdin.write(`${at}\n`);
      outcomes.push((await next()).sort().join(' '));
    }
    expect(outcomes).toEqual(Array(ROUNDS).fill(['held', ...Array(RACERS - 1).fill('refused')].join(' ')));
    for (const child of children) {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    }
  });

  it('is one’s of many in one process', async () => {
    children = [];
    await writeFile(lockFile(), `${NOBODY} 1`);
    const tried = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    const held = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    expect(tried.every((one) => one.status === 'fulfilled' || one.reason instanceof Occupied)).toBe(true);
    expect(await left()).toEqual(['lock']);
    await held[0]?.release();
    expect(await left()).toEqual([]);
  });
});

describe('a lock of another container or machine', () => {
  const here = { realm: 'here', beatMs: 20, staleMs: 400 };
  const there = { ...here, realm: 'there' };

  it('is believed while it shows signs of life', async () => {
    const other = await lockFolder(folder, there);
    const trying = lockFolder(folder, here);
    await expect(trying).rejects.toThrow(Occupied);
    await expect(trying).rejects.toThrow(/of another container or machine\) keeps its ledger in .*: give each its own/);
    expect(other.isHeld()).toBe(true);
    await other.release();
    await (await lockFolder(folder, here)).release();
  });

  it('that a container left is taken over when it is made anew, though its number is a process here', async () => {
    await writeFile(lockFile(), `${process.pid} 1 there 5f0c`);
    const lock = await lockFolder(folder, here);
    expect(lock.isHeld()).toBe(true);
    await lock.release();
    expect(await left()).toEqual([]);
  });

  it('of which nothing was written yet is waited for, and then taken over', async () => {
    await writeFile(lockFile(), '');
    const lock = await lockFolder(folder, here);
    expect(lock.isHeld()).toBe(true);
    await lock.release();
  });

  it('that fell silent for so long writes nothing more, before it is taken over, and does not take it from who did', async () => {
    const logged: object[] = [];
    const silent = await lockFolder(folder, { ...there, beatMs: 900, log: (line) => logged.push(line) });
    const lock = await lockFolder(folder, here);
    expect(silent.isHeld()).toBe(false);
    while (logged.length === 0) await sleep(20);
    expect(logged).toMatchObject([{ event: 'ledger-lost', lock: lockFile() }]);
    await silent.release();
    expect(lock.isHeld()).toBe(true);
    expect((await readFile(lockFile(), 'utf8')).split(' ')[2]).toBe('here');
    await lock.release();
  });
});

it('that cannot be locked is said', async () => {
  await expect(lockFolder(join(folder, 'none'))).rejects.toThrow(StartError);
  await expect(lockFolder(join(folder, 'none'))).rejects.toThrow(/it must be writable/);
});
