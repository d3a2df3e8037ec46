import type { Clock, Job } from '@citygraph/kit';
import { addWorkingDays, findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { DataGrant, GrantAlert } from './data-grant.entity.ts';
import { levelsReached } from './data-grant.rules.ts';

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
    for (const { id: grantId, dueAt } of waiting) {
      for (const level of levelsReached(dueAt, now)) {
        await em
          .createQueryBuilder(GrantAlert)
          .insert({ grantId, level, raisedAt: now })
          .onConflict(['grantId', 'level'])
          .ignore()
          .execute();
      }
    }
    const end = waiting.at(-1);
    if (!end || waiting.length < MOST) return;
    last = end.id;
  }
}

/** Clocks count working days: a minute late is early enough. */
export const watchClocks: Job = { name: 'watch-grant-clocks', everySeconds: 60, run: watchGrantClocks };
