import { createClient } from '@redis/client';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { CounterFactory } from './counter.ts';

export interface RedisCounters {
  readonly counters: CounterFactory;
  close(): Promise<void>;
}

const CONNECT_MS = 3_000;
const COMMAND_MS = 1_000;

/**
 * Counters that all gateways with this Redis share, `redis://:password@host:port`. It need not be there: who counts is told by an Error at once, and it is
 * reconnected to by itself. Its going and coming are said once each, without the password.
 */
export function redisCounters(url: string, log: (line: object) => void): RedisCounters {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, CONNECT_MS) },
    commandOptions: { timeout: COMMAND_MS },
  });
  const { host } = new URL(url);
  let isAway = false;
  client.on('error', (error: Error) => {
    if (isAway) return;
    isAway = true;
    log({ event: 'counters-away', redis: host, reason: error.message, note: 'Each process counts alone.' });
  });
  client.on('ready', () => {
    if (isAway) log({ event: 'counters-back', redis: host });
    isAway = false;
  });
  client.connect().catch(() => {});
  return {
    counters: (name, points, duration) =>
      new RateLimiterRedis({
        storeClient: client,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        keyPrefix: `citygraph:count:${name}`,
        points,
        duration,
      }),
    async close() {
      if (client.isReady) await client.close().catch(() => client.destroy());
      else client.destroy();
    },
  };
}
