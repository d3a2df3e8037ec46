import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createLimitedThread, type ThreadFault } from './limited-thread.ts';
import type { Told } from './testing/told.worker.ts';

const LONG = 60_000;
const newThread = () =>
  createLimitedThread<Told, unknown>({
    file: new URL('./testing/told.worker.ts', import.meta.url),
    memoryMb: 32,
    saysReady: true,
    refused: (fault: ThreadFault) => fault,
  });

describe('a limited thread', () => {
  const thread = newThread();
  afterAll(() => thread.close());

  it('ends a task that never ends at its deadline, goes on with the next, and keeps nobody waiting meanwhile', async () => {
    let others = 0;
    let isOver = false;
    const hanging = thread.run('hang', 50).finally(() => {
      isOver = true;
    });
    const next = thread.run('answer', LONG);
    for (; !isOver; others += 1) await setImmediate();
    expect(await hanging).toEqual({ limit: 'deadline', ms: 50 });
    expect(others).toBeGreaterThan(100);
    expect(await next).toBe('done');
  });

  it('ends one that takes more memory than it may, also in a thread that has worked before', async () => {
    expect(await thread.run('answer', LONG)).toBe('done');
    expect(await thread.run('eat', LONG)).toEqual({ limit: 'memory', mb: 32 });
    expect(await thread.run('answer', LONG)).toBe('done');
  });

  it('says how one failed', async () => {
    expect(await thread.run('throw', LONG)).toEqual({ limit: null, message: 'It was told to.' });
    expect(await thread.run('end', LONG)).toEqual({ limit: null, message: 'it ended without an answer (exit 7)' });
    expect(await thread.run('answer', LONG)).toBe('done');
  });

  it('does not count the time that it waits for others', async () => {
    const help = async (ask: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return `${ask} that.`;
    };
    expect(await thread.run('ask', 200, help)).toBe('what? that.');
  });

  it('fails as those fail whom it asks, and goes on', async () => {
    await expect(thread.run('ask', LONG, () => Promise.reject(new Error('Nobody knows.')))).rejects.toThrow('Nobody');
    expect(await thread.run('answer', LONG)).toBe('done');
  });

  it('refuses what cannot be sent to it, and goes on', async () => {
    await expect(thread.run((() => {}) as never, LONG)).rejects.toThrow(/could not be cloned/);
    expect(await thread.run('answer', LONG)).toBe('done');
  });

  it('refuses what is under way when it is closed, and all that comes later', async () => {
    const closing = newThread();
    const hanging = closing.run('hang', LONG);
    await setImmediate();
    await closing.close();
    const closed = { limit: null, message: 'its thread was closed' };
    expect([await hanging, await closing.run('answer', LONG)]).toEqual([closed, closed]);
  });
});
