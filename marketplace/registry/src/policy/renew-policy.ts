import type { Clock, Job } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { touchPolicy } from './advance-head.ts';
import { FRESH_MINUTES } from './bundle-of.ts';
import { Head } from './head.entity.ts';

/** Issues the policy anew when a third of its freshness is over: gateways must not take silence for consent. */
export async function renewPolicy(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  const head = await em.findOne(Head, { name: 'policy' }, { disableIdentityMap: true });
  if (head && now.getTime() - head.at.getTime() < (FRESH_MINUTES / 3) * 60_000) return;
  await em.transactional((inner) => touchPolicy(inner as EntityManager, now));
}

export const renewing: Job = { name: 'renew-policy', everySeconds: 30, run: renewPolicy };
