import { type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { GrantAlertLevel } from '../data-grant/data-grant.entity.ts';
import { levelsReached } from '../data-grant/data-grant.rules.ts';
import { unlessRaised } from '../data-grant/unless-raised.ts';
import { announce } from '../outbox/announce.ts';
import { publisherOf } from '../publisher/load-publisher.ts';
import { officesFor, unlisted } from '../review/review.rules.ts';
import { BreakingAlert, BreakingChange, OF_NO_PLUGIN } from './breaking-change.entity.ts';
import { dueAtOf } from './breaking-change.rules.ts';

/** Raises what the clock of each question has reached that waits for a second person, each level once, whoever raises it. */
export async function watchBreakingClocks(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  const waiting = await findRows(em, BreakingChange, { state: 'ASKED' }, { orderBy: { id: 'asc' } });
  const raised = await findRows(em, BreakingAlert, { breakingId: { $in: waiting.map(({ id }) => id) } });
  for (const asked of waiting) {
    const dueAt = dueAtOf(asked);
    if (dueAt === null) continue;
    const known = raised.filter((alert) => alert.breakingId === asked.id).map(({ level }) => level);
    for (const level of levelsReached(dueAt, now).filter((reached) => !known.includes(reached)))
      await raise(em, asked, { level, dueAt }, now);
  }
}

/** The alert and the word of it are one: whoever comes second at the same moment raises nothing and tells nobody. */
async function raise(
  em: EntityManager,
  { id, plugin, publisherId, agencies }: BreakingChange,
  { level, dueAt }: { readonly level: GrantAlertLevel; readonly dueAt: Date },
  now: Date,
): Promise<void> {
  await transact(em, async (inner) => {
    await inner.insert(BreakingAlert, { breakingId: id, level, raisedAt: now });
    const isOfCity = publisherId === OF_NO_PLUGIN;
    const uscc = isOfCity ? null : (await publisherOf(inner, publisherId)).uscc;
    const told = {
      ...(isOfCity ? { departments: plugin } : { plugin }),
      breaking: id,
      level,
      dueAt: dueAt.toISOString(),
    };
    await announce(inner, 'release.breaking-clock-reached', told, now, {
      offices: officesFor(unlisted(agencies), uscc),
    });
  }).catch(unlessRaised);
}

export const watchingBreaking: Job = {
  name: 'watch-breaking-clocks',
  everySeconds: 60,
  run: watchBreakingClocks,
};
