import { type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { BreakingChange } from '../breaking-change/breaking-change.entity.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { HUB } from '../hub-viewer.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { Review } from '../review/review.entity.ts';
import { PluginRelease } from './plugin-release.entity.ts';

export interface ReleaseRetention {
  /** Of each plugin the last so many are kept that nobody was asked about, beside those of the last day. */
  readonly last: number;
  /** Releases deleted at once; what is left waits for the next time. */
  readonly most: number;
}

export const RELEASE_RETENTION: ReleaseRetention = { last: 50, most: 100 };

const DAY_MS = 86_400_000;
/** Tried in the sandbox, or taken back before anybody was asked. */
const UNSEEN = ['PUBLISHED', 'SANDBOX', 'WITHDRAWN'] as const;

/**
 * Deletes releases that never came to a review and that many newer ones followed: a build server publishes with every commit, and each is a document of up to half a MiB.
 * The newest stays, so that versions go on growing; so does whatever anybody was asked about. Answers how many it deleted.
 */
export async function forgetReleases(
  em: EntityManager,
  now: Date,
  retention: ReleaseRetention = RELEASE_RETENTION,
): Promise<number> {
  let deleted = 0;
  for (const { name } of await findRows(em, Plugin, {}, { fields: ['name'], orderBy: { name: 'asc' } })) {
    const most = retention.most - deleted;
    if (most <= 0) return deleted;
    if ((await oldOnes(em, name, { ...retention, most }, now)).length === 0) continue;
    deleted += await transact(em, async (inner) => {
      // Whoever submits, withdraws or composes one meanwhile waits, and sees what is left.
      await holdGraphs(inner);
      const old = await oldOnes(inner, name, { ...retention, most }, now);
      if (old.length === 0) return 0;
      await inner.nativeDelete(PluginRelease, { id: { $in: old.map(({ id }) => id) }, state: { $in: [...UNSEEN] } });
      const digests = old.map(({ digest }) => digest).sort();
      const reason = `${old.length} releases that nobody was asked about and that newer ones followed.`;
      await audit(inner, HUB, { act: 'forgetReleases', target: name, reason, before: { digests }, after: null }, now);
      return old.length;
    });
  }
  return deleted;
}

type Old = Pick<PluginRelease, 'id' | 'digest'>;

/** The newest of them first. */
async function oldOnes(em: EntityManager, plugin: string, { last, most }: ReleaseRetention, now: Date): Promise<Old[]> {
  const before = new Date(now.getTime() - DAY_MS);
  const where = { plugin, state: { $in: [...UNSEEN] }, publishedAt: { $lt: before } };
  const order = { publishedAt: 'desc', id: 'desc' } as const;
  const rows: readonly Old[] = await em.find(PluginRelease, where, {
    fields: ['id', 'digest'],
    orderBy: order,
    offset: last,
    limit: most,
    disableIdentityMap: true,
  });
  if (rows.length === 0) return [];
  const releaseId = { $in: rows.map(({ id }) => id) };
  const asked = new Set(
    [...(await findRows(em, Review, { releaseId })), ...(await findRows(em, BreakingChange, { releaseId }))].map(
      (each) => each.releaseId,
    ),
  );
  return rows.filter(({ id }) => !asked.has(id));
}

export const forgettingReleases: Job = {
  name: 'forget-releases',
  everySeconds: 3_600,
  run: async (em: EntityManager, { now }: Clock) => void (await forgetReleases(em, now())),
};
