import { type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { GatewayProcess } from '../gateway-process/gateway-process.entity.ts';
import { HUB } from '../hub-viewer.ts';
import { Head } from '../policy/head.entity.ts';
import { GraphChange } from './graph-change.entity.ts';
import { GraphSetVersion } from './graph-set.entity.ts';

export interface SetRetention {
  /** So many are kept, however old. */
  readonly last: number;
  /** Days since it was published. */
  readonly days: number;
  /** Rows of each table deleted at once; what is left waits for the next time. */
  readonly most: number;
}

export const SET_RETENTION: SetRetention = { last: 200, days: 90, most: 500 };

/**
 * Deletes graph sets that are old and that no gateway heard of today serves, the oldest first, and the decisions that were in them but for each release's last. Where the chain
 * of sets goes on is kept, so that it can be verified. Answers how many sets it deleted.
 */
export async function deleteGraphSets(
  em: EntityManager,
  now: Date,
  { last, days, most }: SetRetention = SET_RETENTION,
): Promise<number> {
  // Numbers may be left out (ADR 57): so many sets, not so many numbers.
  const newest = await findRows(
    em,
    GraphSetVersion,
    {},
    { fields: ['sequence'], orderBy: { sequence: 'desc' }, limit: Math.max(last, 1) },
  );
  const processes = await findRows(em, GatewayProcess, {}, { fields: ['serving'] });
  const served = processes.map(({ serving }) => serving.graphs).filter((sequence) => sequence > 0);
  const keptFrom = Math.min(newest.at(-1)?.sequence ?? 0, ...served);
  const before = new Date(now.getTime() - days * 86_400_000);
  const old = await findRows(
    em,
    GraphSetVersion,
    { sequence: { $lt: keptFrom }, publishedAt: { $lt: before } },
    { fields: ['sequence', 'digest'], orderBy: { sequence: 'asc' }, limit: most },
  );
  const [first, end] = [old[0], old.at(-1)];
  if (first && end) {
    await transact(em, async (inner) => {
      const [from, to] = [first.sequence, end.sequence];
      const [deleted] = await findRows(inner, Head, { name: 'graphs-deleted' });
      // Numbers may have been left out before the first that is kept.
      const at = deleted !== undefined && deleted.version < from ? deleted.version : from - 1;
      const won = await inner.nativeUpdate(
        Head,
        { name: 'graphs-deleted', version: at },
        { version: to, hash: end.digest, at: now },
      );
      // Another process is at it.
      if (won === 0) return;
      await inner.nativeDelete(GraphSetVersion, { sequence: { $lte: to } });
      const reason = `Published more than ${days} days ago, and no gateway serves them.`;
      const after = { digest: end.digest };
      await audit(
        inner,
        HUB,
        { act: 'deleteGraphSets', target: `graphs/${from}-${to}`, reason, before: { from, to }, after },
        now,
      );
    });
  }
  await deleteDecisions(em, most);
  return old.length;
}

/** Those whose graph set is deleted, but for the last of each release: it says how far that has come. */
async function deleteDecisions(em: EntityManager, most: number): Promise<void> {
  const [deleted] = await findRows(em, Head, { name: 'graphs-deleted' });
  if (!deleted || deleted.version === 0) return;
  const rows = await em.execute<{ number: number }[]>(
    `select decision.number from graph_change as decision where decision.sequence <= ? and exists (
       select 1 from graph_change as later where later.number > decision.number
       and coalesce(later.plugin, '') = coalesce(decision.plugin, '')
       and coalesce(later.release_digest, '') = coalesce(decision.release_digest, ''))
     order by decision.number limit ${most}`,
    [deleted.version],
  );
  const numbers = rows.map(({ number }) => Number(number));
  if (numbers.length > 0) await em.nativeDelete(GraphChange, { number: { $in: numbers } });
}

export const deletingGraphSets: Job = {
  name: 'delete-graph-sets',
  everySeconds: 600,
  run: async (em: EntityManager, { now }: Clock) => void (await deleteGraphSets(em, now())),
};
