import { CityGraphError, type ReplayCache, StartError } from '@citygraph/contract';
import { createClient } from '@redis/client';

export interface RedisReplayCache extends ReplayCache {
  take(requestId: string, expires: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Seconds that clocks may differ, added to how long an id is kept. */
const GRACE = 10;

/**
 * One memory of request ids for all replicas of a department. While Redis cannot be asked nothing is let in that somebody may
 * have sent before: a request is refused as OVERLOADED.
 */
export async function redisReplayCache(
  url: string,
  audience: string,
  log: (line: Readonly<Record<string, unknown>>) => void,
): Promise<RedisReplayCache> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 3_000, reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 3_000) },
    commandOptions: { timeout: 2_000 },
  });
  let reached = false;
  client.on('error', (error: Error) => {
    if (reached) log({ level: 'error', service: audience, event: 'replays', error: error.message });
  });
  const first = client.connect();
  first.catch(() => {});
  await Promise.race([first, refusedAfter(5_000)]).catch(() => {
    client.destroy();
    throw new StartError(`Redis cannot be reached at ${new URL(url).host}: start it, or correct the setting replays.`);
  });
  reached = true;
  return {
    async take(requestId, expires) {
      const key = `citygraph:hop:${audience}:${requestId}`;
      try {
        return (
          (await client.set(key, '1', { condition: 'NX', expiration: { type: 'EXAT', value: expires + GRACE } })) !==
          null
        );
      } catch (error) {
        log({ level: 'error', service: audience, event: 'replays', error: String(error) });
        throw new CityGraphError(
          'OVERLOADED',
          `${audience} cannot tell at this moment whether this was sent before: try again.`,
        );
      }
    },
    async close() {
      if (client.isOpen) await client.close().catch(() => client.destroy());
    },
  };
}

const refusedAfter = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('too late')), ms).unref();
  });
