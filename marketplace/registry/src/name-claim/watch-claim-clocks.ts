import { type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { GrantAlertLevel } from '../data-grant/data-grant.entity.ts';
import { levelsReached } from '../data-grant/data-grant.rules.ts';
import { unlessRaised } from '../data-grant/unless-raised.ts';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import { publisherOf } from '../publisher/load-publisher.ts';
import { ClaimAlert, NameClaim } from './name-claim.entity.ts';
import { dueAtOf } from './name-claim.rules.ts';

const MOST = 500;

/** Raises what the clock of each claim has reached that waits for an administrator, each level once, whoever raises it. */
export async function watchClaimClocks(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  for (let last = ''; ; ) {
    const where = { id: { $gt: last }, state: 'REQUESTED' as const };
    const waiting = await findRows(em, NameClaim, where, { orderBy: { id: 'asc' }, limit: MOST });
    const raised = await findRows(em, ClaimAlert, { claimId: { $in: waiting.map(({ id }) => id) } });
    for (const claim of waiting) {
      const dueAt = dueAtOf(claim) ?? now;
      const known = raised.filter((alert) => alert.claimId === claim.id).map(({ level }) => level);
      for (const level of levelsReached(dueAt, now).filter((reached) => !known.includes(reached)))
        await raise(em, claim, { level, dueAt }, now);
    }
    const end = waiting.at(-1);
    if (!end || waiting.length < MOST) return;
    last = end.id;
  }
}

/** The alert and the word of it are one: whoever comes second at the same moment raises nothing and tells nobody. */
async function raise(
  em: EntityManager,
  { id: claimId, name, publisherId }: NameClaim,
  { level, dueAt }: { readonly level: GrantAlertLevel; readonly dueAt: Date },
  now: Date,
): Promise<void> {
  await transact(em, async (inner) => {
    await inner.insert(ClaimAlert, { claimId, level, raisedAt: now });
    const { handle: publisher } = await publisherOf(inner, publisherId);
    const told = { publisher, claim: claimId, name, level, dueAt: dueAt.toISOString() };
    await announce(inner, 'claim.clock-reached', told, now, { offices: officesOf([]) });
  }).catch(unlessRaised);
}

export const watchClaims: Job = { name: 'watch-claim-clocks', everySeconds: 60, run: watchClaimClocks };
