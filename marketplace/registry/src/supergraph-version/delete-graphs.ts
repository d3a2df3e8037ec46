import type { Clock, Job } from '@citygraph/kit';
import { findRows, transact } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { GatewayProcess } from '../gateway-process/gateway-process.entity.ts';
import { GraphPin } from '../graph-set/graph-pin.entity.ts';
import { namedBy } from '../graph-set/named-by.ts';
import { readSet } from '../graph-set/read-set.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { HUB } from '../hub-viewer.ts';
import { Head } from '../policy/head.entity.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { LIVING_STATES } from '../rollout/rollout.rules.ts';
import { Composition } from './composition.entity.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';

export interface Retention {
  /** Of those that everybody had, and of those that the sandbox had: the last so many are kept, however old. */
  readonly last: number;
  /** Days since it was composed, and since a graph set named it last. */
  readonly days: number;
  /** Days since a graph set named one last that the sandbox alone had: each release that is tried makes one, and nobody goes back to it. */
  readonly sandboxDays: number;
  /** Documents deleted at once; what is left waits for the next time. */
  readonly most: number;
}

export const RETENTION: Retention = { last: 10, days: 30, sandboxDays: 1, most: 100 };

const DAY_MS = 86_400_000;

/**
 * Deletes the documents of graphs that are old and that nobody has: not the head, not the operator's pin, not a rollout that is not over, no gateway that was heard of today.
 * That there was such a graph, and what it was made of, stays. What is composed again is kept again, under its old digest. Answers how many it deleted.
 */
export async function deleteGraphs(em: EntityManager, now: Date, retention: Retention = RETENTION): Promise<number> {
  const before = ago(now, retention.days);
  // Failures are remembered to save work; after so long the work is worth another try.
  await em.nativeDelete(Composition, { digest: null, at: { $lt: before } });
  if ((await oldOnes(em, now, retention)).length === 0) return 0;
  return transact(em, async (inner) => {
    // Whoever decides about graphs, or moves the head, waits; what they see then is what is left.
    await holdGraphs(inner);
    await inner.nativeUpdate(Head, { name: 'graphs' }, { version: raw('version') as never });
    const digests = await oldOnes(inner, now, retention);
    if (digests.length === 0) return 0;
    const some = { $in: digests };
    // Without what is known of composing it, the same releases are composed anew.
    await inner.nativeDelete(Composition, { digest: some });
    await inner.nativeUpdate(SupergraphVersion, { digest: some }, { document: '', deletedAt: now });
    const reason = `${digests.length} graphs that nobody has had for ${retention.days} days, or the sandbox alone and not for ${retention.sandboxDays}.`;
    const act = { act: 'deleteGraphs', target: 'graphs', reason, before: { digests }, after: null };
    await audit(inner, HUB, act, now);
    return digests.length;
  });
}

const ago = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);

/** The oldest first. */
async function oldOnes(em: EntityManager, now: Date, { last, days, sandboxDays, most }: Retention): Promise<string[]> {
  const kept = await keptOnes(em, last);
  const before = ago(now, days);
  const rows = await findRows(
    em,
    SupergraphVersion,
    {
      deletedAt: null,
      digest: { $nin: [...kept] },
      $or: [
        { composedAt: { $lt: before }, $or: [{ retiredAt: null }, { retiredAt: { $lt: before } }] },
        { lastStableAt: null, lastSandboxAt: { $ne: null }, retiredAt: { $lt: ago(now, sandboxDays) } },
      ],
    },
    { fields: ['digest'], orderBy: { composedAt: 'asc' }, limit: most },
  );
  return rows.map(({ digest }) => digest).sort();
}

async function keptOnes(em: EntityManager, last: number): Promise<ReadonlySet<string>> {
  const [head] = await findRows(em, Head, { name: 'graphs' });
  const set = head && head.version > 0 ? await readSet(em, head.version) : null;
  const pins = await findRows(em, GraphPin, {});
  const rollouts = await findRows(em, Rollout, { state: { $in: LIVING_STATES } }, { fields: ['artefact'] });
  const processes = await findRows(em, GatewayProcess, {}, { fields: ['serving'] });
  const lastOf = async (moment: 'lastStableAt' | 'lastSandboxAt'): Promise<string[]> =>
    (
      await findRows(em, SupergraphVersion, { [moment]: { $ne: null }, deletedAt: null } as never, {
        fields: ['digest'],
        orderBy: { [moment]: 'desc' },
        limit: last,
      })
    ).map(({ digest }) => digest);
  return new Set([
    ...(set ? namedBy(set.payload) : []),
    ...pins.map(({ digest }) => digest),
    ...rollouts.flatMap(({ artefact }) => artefact ?? []),
    ...processes.flatMap(({ serving }) => namedBy(servingAsSet(serving))),
    ...(await lastOf('lastStableAt')),
    ...(await lastOf('lastSandboxAt')),
  ]);
}

const servingAsSet = ({ stable, sandbox, rollouts }: GatewayProcess['serving']) => ({
  stable,
  sandbox,
  rollouts: Object.values(rollouts).map((artefact) => ({ artefact })),
});

export const deletingGraphs: Job = {
  name: 'delete-graphs',
  everySeconds: 600,
  run: async (em: EntityManager, { now }: Clock) => void (await deleteGraphs(em, now())),
};
