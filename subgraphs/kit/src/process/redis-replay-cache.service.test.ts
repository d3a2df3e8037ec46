import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RedisReplayCache, redisReplayCache } from './redis-replay-cache.ts';

let server: ChildProcess;
let url: string;
const opened: RedisReplayCache[] = [];
const lines: object[] = [];
const replica = async (audience = 'library') => {
  const cache = await redisReplayCache(url, audience, (line) => lines.push(line));
  opened.push(cache);
  return cache;
};
const soon = () => Math.floor(Date.now() / 1000) + 30;

beforeAll(async () => {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
  url = `redis://:swordfish@127.0.0.1:${port}`;
  server = spawn('redis-server', ['-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  server.stdin?.end(`bind 127.0.0.1\nport ${port}\nrequirepass swordfish\nsave ""\n`);
  for (let tries = 100; tries > 0; tries--) {
    const cache = await redisReplayCache(url, 'probe', () => {}).catch(() => null);
    if (cache) return void (await cache.close());
    await sleep(50);
  }
  throw new Error('Redis did not start.');
});

afterAll(async () => {
  await Promise.all(opened.map((cache) => cache.close()));
  server.kill('SIGKILL');
});

it('lets a request in once, whichever replica it comes to', async () => {
  const [one, two] = [await replica(), await replica()];
  const both = await Promise.all([one.take('r.1', soon()), two.take('r.1', soon())]);
  expect(both.sort()).toEqual([false, true]);
  expect(await one.take('r.2', soon())).toBe(true);
  expect(await two.take('r.2', soon())).toBe(false);
});

it('keeps departments apart', async () => {
  const [library, health] = [await replica(), await replica('health')];
  expect(await library.take('r.3', soon())).toBe(true);
  expect(await health.take('r.3', soon())).toBe(true);
});

it('says in a sentence that it cannot be reached, without its password', async () => {
  const started = redisReplayCache('redis://:swordfish@127.0.0.1:9', 'library', () => {});
  await expect(started).rejects.toThrow('Redis cannot be reached at 127.0.0.1:9');
});

it('lets nothing in while Redis is away: it might have been sent before', async () => {
  const cache = await replica();
  server.kill('SIGKILL');
  await new Promise((resolve) => server.once('exit', resolve));
  await expect(cache.take('r.4', soon())).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(JSON.stringify(lines)).not.toContain('swordfish');
});
