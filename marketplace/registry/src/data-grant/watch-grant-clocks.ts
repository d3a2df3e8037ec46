import type { Clock, Job } from '@citygraph/kit';
import { addWorkingDays, findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { announce } from '../outbox/announce.ts';
import { DataGrant, GrantAlert, type GrantAlertLevel } from './data-grant.entity.ts';
import { levelsReached } from './data-grant.rules.ts';
import { granteeIn, officesFor } from './tell-of-grant.ts';
import { unlessRaised } from './unless-raised.ts';

const MOST = 500;

/** Raises what the clock of each waiting request has reached, each level once, whoever raises it. */
export async function watchGrantClocks(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  for (let last = ''; ; ) {
    const waiting = await findRows(
      em,
      DataGrant,
      { id: { $gt: last }, state: 'REQUESTED', dueAt: { $lte: addWorkingDays(now, 2) } },
      { orderBy: { id: 'asc' }, limit: MOST },
    );
    const grantId = { $in: waiting.map(({ id }) => id) };
    const raised = await findRows(em, GrantAlert, { grantId });
    for (const grant of waiting) {
      const known = raised.filter((alert) => alert.grantId === grant.id).map(({ level }) => level);
      for (const level of levelsReached(grant.dueAt, now).filter((reached) => !known.includes(reached)))
        await raise(em, grant, level, now);
    }
    const end = waiting.at(-1);
    if (!end || waiting.length < MOST) return;
    last = end.id;
  }
}

/** The alert and the word of it are one: whoever comes second at the same moment raises nothing and tells nobody. */
async function raise(em: EntityManager, grant: DataGrant, level: GrantAlertLevel, now: Date): Promise<void> {
  await transact(em, async (inner) => {
    await inner.insert(GrantAlert, { grantId: grant.id, level, raisedAt: now });
    const told = { ...granteeIn(grant), grant: grant.id, level, dueAt: grant.dueAt.toISOString() };
    await announce(inner, 'grant.clock-reached', told, now, { offices: officesFor(grant) });
  }).catch(unlessRaised);
}

/** Clocks count working days: a minute late is early enough. */
export const watchClocks: Job = { name: 'watch-grant-clocks', everySeconds: 60, run: watchGrantClocks };
