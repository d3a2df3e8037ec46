import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Spender } from '../server/account-of.ts';
import { createClientBudget } from '../server/client-budget.ts';
import { createQuota } from '../transport/vendor/quota.ts';
import { vendorLimits } from '../transport/vendor/vendor-limits.ts';
import { insured } from './counter.ts';
import { type RedisCounters, redisCounters } from './redis-counters.ts';

let port: number;
let server: ChildProcess;
const opened: RedisCounters[] = [];
const lines: { event?: string }[] = [];
const gateway = () => {
  const shared = redisCounters(`redis://:swordfish@127.0.0.1:${port}`, (line) => lines.push(line));
  opened.push(shared);
  return shared.counters;
};
const startRedis = () => {
  server = spawn('redis-server', ['-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  server.stdin?.end(`bind 127.0.0.1\nport ${port}\nrequirepass swordfish\nsave ""\n`);
};
/** Counts alone until Redis is reached: asked of a name that nobody else uses. */
const reached = async (counters: RedisCounters['counters']) => {
  const probe = counters(`probe-${Math.random()}`, 1, 60);
  for (let tries = 200; tries > 0; tries -= 1) {
    if (
      await probe.get('x').then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(25);
  }
  throw new Error('Redis did not answer.');
};

beforeAll(async () => {
  port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address() as { port: number };
      probe.close(() => resolve(address.port));
    });
  });
  startRedis();
});
afterAll(async () => {
  await Promise.all(opened.map((shared) => shared.close()));
  server.kill('SIGKILL');
});

const spender = (subject: string): Spender => ({
  principal: { subject, app: 'app' } as Spender['principal'],
  address: '127.0.0.1',
  forwardedFor: undefined,
});

it('lets a person ask so much of all gateways together', async () => {
  const principal = { requestsPerMinute: 4, costPerMinute: 100 };
  const budgets = await Promise.all(
    [gateway(), gateway()].map(async (counters) => {
      await reached(counters);
      return createClientBudget({ principal, counters });
    }),
  );
  const [one, two] = budgets;
  const asked = [one, two, one, two].map((budget) => budget?.admit(spender('li')));
  expect((await Promise.all(asked)).map((headers) => headers?.ratelimit).sort()).toEqual(
    [0, 1, 2, 3].map((left) => `"minute";r=${left};t=60`),
  );
  for (const budget of budgets) {
    await expect(budget?.admit(spender('li'))).rejects.toMatchObject({ status: 429 });
    await expect(budget?.admit(spender('wang'))).resolves.toMatchObject({ ratelimit: expect.any(String) });
  }
  await one?.spend(spender('li'), 60);
  await expect(two?.spend(spender('li'), 60)).rejects.toMatchObject({ status: 429 });
});

it('lets a plugin be asked so much by all gateways together', async () => {
  const limits = vendorLimits({ requestsPerDay: 2, bytesPerMinute: 50 });
  const [one, two] = await Promise.all(
    [gateway(), gateway()].map(async (counters) => {
      await reached(counters);
      return createQuota('satellite', limits, counters);
    }),
  );
  await one?.admit(1);
  await two?.admit(1);
  await expect(one?.admit(1)).rejects.toMatchObject({ code: 'PLUGIN_QUOTA', message: 'no more requests in a day' });
  await one?.spend(51);
  await expect(two?.admit(1)).rejects.toMatchObject({ code: 'PLUGIN_QUOTA', message: 'no more bytes in a minute' });
});

it('refuses nobody while Redis is away, says so once, and counts together again when it is back', async () => {
  const counters = gateway();
  await reached(counters);
  const alone = insured(counters)('away', 1, 60);
  // The client may hear of it before this process does: what it says then counts.
  lines.length = 0;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
  expect(await alone.consume('x', 1)).toMatchObject({ remainingPoints: 0 });
  await expect(alone.consume('x', 1)).rejects.toMatchObject({ remainingPoints: 0 });
  while (!lines.some(({ event }) => event === 'counters-away')) await sleep(10);
  startRedis();
  await reached(counters);
  expect(await counters('back', 2, 60).consume('x', 1)).toMatchObject({ remainingPoints: 1 });
  expect(lines.filter(({ event }) => event === 'counters-back').length).toBeGreaterThan(0);
  expect(JSON.stringify(lines)).not.toContain('swordfish');
});
