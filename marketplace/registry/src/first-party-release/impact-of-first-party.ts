import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { coordinatesOf } from '../operation-usage/coordinates-of.ts';
import { usageOf } from '../operation-usage/usage-of.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { type Compose, composeGraph } from '../supergraph-version/compose-graph.ts';
import type { GraphPart } from '../supergraph-version/graph-part.ts';
import type { FirstPartySchema } from './import-first-party.ts';

/** A stable plugin that everybody would lose. */
export interface PluginLost {
  readonly plugin: string;
  readonly version: string;
  /** What composing found. */
  readonly why: string;
  /** Requests of the last 30 days that named something of it. */
  readonly requests: number;
  /** Client ids, sorted; those that said none are not named. */
  readonly apps: readonly string[];
}

export interface FirstPartyImpact {
  /** The city's own schemas compose with each other. */
  readonly composes: boolean;
  /** Why they do not. */
  readonly findings: readonly string[];
  readonly leftOut: readonly PluginLost[];
}

const DEADLINE_MS = 120_000;

/** Whom the city's own schemas would take plugins from, were they what the deployment runs: first-party wins, and who publishes knows at whose cost. Changes nothing. */
export async function impactOfFirstParty(
  em: EntityManager,
  schemas: readonly FirstPartySchema[],
  compose: Compose,
  now: Date,
): Promise<FirstPartyImpact> {
  const stable = await findRows(em, PluginRelease, { state: 'STABLE' });
  const sdls = new Map([
    ...schemas.map(({ name, sdl }) => [name, sdl] as const),
    ...stable.map(({ id, composedSdl }) => [id, composedSdl] as const),
  ]);
  const own = schemas.map(
    ({ name }): GraphPart => ({
      name,
      id: name,
      subgraph: { tier: 'department', release: name },
      since: now,
    }),
  );
  const parts = [...own, ...stable.map(partOf)];
  const sdlOf = ({ id }: GraphPart): string => sdls.get(id) ?? '';
  const graph = await composeGraph({ parts, sdlOf, compose, deadlineMs: DEADLINE_MS });
  const findings = graph.findings.map(({ message }) => message);
  if (graph.supergraphSdl === null) return { composes: false, findings, leftOut: [] };
  const leftOut = graph.leftOut.map(async ({ plugin, release: digest, findings: found }): Promise<PluginLost> => {
    const release = stable.find((one) => one.digest === digest);
    const uses = await usageOf(em, [...coordinatesOf(release?.composedSdl ?? '')], now);
    return {
      plugin,
      version: release?.version ?? '',
      why: found[0]?.message ?? 'It does not compose.',
      requests: uses.reduce((sum, { count }) => sum + count, 0),
      apps: [...new Set(uses.flatMap(({ app }) => app ?? []))].sort(),
    };
  });
  return { composes: true, findings, leftOut: await Promise.all(leftOut) };
}

const partOf = ({ id, plugin, digest, version, stableUrl, terms, changedAt }: PluginRelease): GraphPart => ({
  name: plugin,
  id,
  subgraph: { tier: 'vendor', release: digest, version, url: stableUrl, hopKeyId: '', ...terms },
  since: changedAt,
});
