import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { DecisionState } from '../gateway-process/decision-standing.rules.ts';
import { readStandings } from '../gateway-process/read-standings.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { PluginRelease, type ReleaseState } from '../plugin-release/plugin-release.entity.ts';
import { actingWorkload } from './acting-workload.ts';

/** How far a release has come, as its pipeline may know. */
export interface WorkloadRelease {
  readonly version: string;
  readonly digest: string;
  readonly state: ReleaseState;
  readonly publishedAt: Date;
  /** How far the decision to publish it has come. */
  readonly published: DecisionState;
}

const LATEST = 10;

export interface WantedReleases {
  /** `signWorkloadRequest` of act `status`. */
  readonly request: string;
  /** Of a release that is wanted as well; null: only the latest are. */
  readonly digest: string | null;
}

/** The plugin's latest releases, the latest first, and behind them the one that was named. */
export async function releasesForWorkload(
  em: EntityManager,
  { request, digest: named }: WantedReleases,
  now: Date,
): Promise<WorkloadRelease[]> {
  const { workload } = await actingWorkload(em, request, 'status', now);
  const { plugin } = workload;
  const fields = ['version', 'digest', 'state', 'publishedAt'] as const;
  const order = { orderBy: { publishedAt: 'desc', id: 'asc' }, limit: LATEST } as const;
  const releases = await findRows(em, PluginRelease, { plugin }, { ...order, fields });
  if (named != null && releases.every(({ digest }) => digest !== named)) {
    releases.push(...(await findRows(em, PluginRelease, { plugin, digest: named }, { fields })));
  }
  const digests = { $in: releases.map(({ digest }) => digest) };
  const changes = await findRows(em, GraphChange, { plugin, act: 'publishRelease', releaseDigest: digests });
  const standings = await readStandings(em, changes, now);
  return releases.map(({ version, digest, state, publishedAt }) => {
    const standing = standings[changes.findIndex(({ releaseDigest }) => releaseDigest === digest)];
    // Stored with its release, and forgotten only once every gateway has had it.
    return { version, digest, state, publishedAt, published: standing?.state ?? 'SERVING' };
  });
}
