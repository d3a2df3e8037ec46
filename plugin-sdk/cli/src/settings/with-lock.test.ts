import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { link, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { World } from '../world.ts';
import { withLock } from './with-lock.ts';

let folder: string;
let path: string;
let slept = 0;
/** Time passes when somebody sleeps, and only then. */
const begun = Date.now();
const world = {
  now: () => begun + slept,
  sleep: async (ms: number) => {
    slept += ms;
    await new Promise((resolve) => setImmediate(resolve));
  },
  signal: new AbortController().signal,
} as unknown as World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-lock-'));
  path = join(folder, 'settings/credentials.json.lock');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  slept = 0;
  await rm(path, { force: true });
});

const locked = (work: () => Promise<unknown> = async () => 'done') => withLock(world, path, work);
const heldBy = async (text: string, agoMs = 0) => {
  await locked(() => writeFile(`${path}.as`, ''));
  await writeFile(path, text);
  const at = (world.now() - agoMs) / 1000;
  await utimes(path, at, at);
};
/** As a command of this machine writes it, with another process's number. */
const asProcess = async (pid: number): Promise<string> => {
  let text = '';
  await locked(async () => {
    text = await readFile(path, 'utf8');
  });
  return text.replace(/^\d+/, String(pid));
};

describe('a lock', () => {
  it('is held by one, and there for the next when its work is done or has failed', async () => {
    const order: string[] = [];
    const begun = Promise.withResolvers<void>();
    const one = locked(async () => {
      order.push('one begins');
      begun.resolve();
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push('one ends');
    });
    await begun.promise;
    await Promise.all([one, locked(async () => order.push('two'))]);
    expect(order).toEqual(['one begins', 'one ends', 'two']);
    await expect(locked(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await locked()).toBe('done');
  });

  it('that a killed process left is taken at once', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
    await heldBy(await asProcess(Number(stdout)));
    expect(await locked()).toBe('done');
    expect(slept).toBeLessThan(1_000);
  });

  it('of a process that lives is waited for, and then said to be held', async () => {
    await heldBy(await asProcess(process.ppid));
    await expect(locked()).rejects.toMatchObject({ code: 'BUSY' });
  });

  it('of another container is left alone while its holder says that it lives, whatever its number is here', async () => {
    const gone = 2 ** 22 - 1;
    await heldBy(`${gone} other/pid:[1] word`, 30_000);
    await expect(locked()).rejects.toMatchObject({ code: 'BUSY' });
    expect(await readFile(path, 'utf8')).toContain('other/pid:[1]');
  });

  it.each([
    ['of another container', '1 other/pid:[1] word'],
    ['of an older command, which wrote when it began', '1764500000000'],
  ])('%s is taken when nobody has spoken for a minute', async (_, text) => {
    await heldBy(text, 61_000);
    expect(await locked()).toBe('done');
  });

  it('that somebody else took meanwhile is not taken away at the end', async () => {
    await locked(() => writeFile(path, '1 other/pid:[1] word'));
    expect((await stat(path)).isFile()).toBe(true);
  });

  it('that somebody took since it was found left stays where it is, for whoever comes just then', async () => {
    const living = await asProcess(process.ppid);
    await heldBy('1 other/pid:[1] word', 61_000);
    let asked = 0;
    // The fourth time it is asked what time it is, the lock was read and is about to be called left.
    const now = (): number => {
      if (++asked === 4) writeFileSync(path, living);
      return world.now();
    };
    const gone: string[] = [];
    const watching: typeof link = (from, to) => {
      if (asked >= 4 && to === path && !existsSync(path)) gone.push(String(from));
      return link(from, to);
    };
    await expect(withLock({ ...world, now }, path, async () => 'done', watching)).rejects.toMatchObject({
      code: 'BUSY',
    });
    expect(gone).toEqual([]);
    expect(await readFile(path, 'utf8')).toBe(living);
  });

  describe('where no file can have a second name, as on exFAT,', () => {
    const refused = () => Promise.reject(Object.assign(new Error('EPERM: link'), { code: 'EPERM' }));
    const there = (work: () => Promise<unknown> = async () => 'done') => withLock(world, path, work, refused);

    it('is held by one at a time all the same', async () => {
      const order: string[] = [];
      const begun = Promise.withResolvers<void>();
      const one = there(async () => {
        order.push('one begins');
        begun.resolve();
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push('one ends');
      });
      await begun.promise;
      await Promise.all([one, there(async () => order.push('two')), locked(async () => order.push('three'))]);
      expect(order.slice(0, 2)).toEqual(['one begins', 'one ends']);
      expect(order).toHaveLength(4);
    });

    it('that was left is taken, also one that its holder had no time to sign', async () => {
      for (const text of ['1 other/pid:[1] word', '']) {
        await heldBy(text, 61_000);
        expect(await there()).toBe('done');
      }
      await heldBy('', 1_000);
      await expect(there()).rejects.toMatchObject({ code: 'BUSY' });
    });
  });
});
