import type { EntityManager } from '@mikro-orm/sql';
import type { Clock, Job } from '../subgraph.ts';
import { IdempotencyRecord } from './idempotency-record.entity.ts';
import { WITHOUT_KEY_MS } from './idempotent.ts';

/** How long a repeat under the client's own key is answered as the first was. */
export const WITH_KEY_MS = 7 * 24 * 3_600_000;

/** Removes the memory of requests that no repeat may come of any more. */
export async function forgetRequests(em: EntityManager, { now }: Clock): Promise<void> {
  const before = (age: number) => ({ createdAt: { $lt: new Date(now().getTime() - age) } });
  await em.nativeDelete(IdempotencyRecord, { key: { $like: 'input:%' }, ...before(WITHOUT_KEY_MS) });
  await em.nativeDelete(IdempotencyRecord, before(WITH_KEY_MS));
}

export const forgetting: Job = { name: 'forget-requests', everySeconds: 3600, run: forgetRequests };
