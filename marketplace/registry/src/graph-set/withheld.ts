import { CityGraphError } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { GraphPin } from './graph-pin.entity.ts';

/** What gives somebody another graph than the pinned one: while it is pinned, these are decided and nobody has them. */
export const WITHHELD: readonly string[] = [
  'importFirstParty',
  'startRollout',
  'stepRollout',
  'resumeRollout',
  'promoteRollout',
  'rollBackRelease',
  'replaceHopKey',
  'rotateHopKey',
];

/** The graph that an operator has put in force by hand; null: releases say what is stable. */
export async function pinOf(em: EntityManager): Promise<GraphPin | null> {
  const [pin] = await findRows(em, GraphPin, { channel: 'stable' });
  return pin ?? null;
}

/** In a sentence: since when, by whom and why. */
export const pinSaid = ({ pinnedAt, pinnedBy, reason }: GraphPin): string =>
  `The stable graph is pinned since ${pinnedAt.toISOString()} by ${pinnedBy} (${reason})`;

/** The pin, where taking this release back or out changes nothing for anybody: it is in the pinned graph, or what would take its place is not. null: it has its effect. */
export async function withheldBy(
  em: EntityManager,
  { plugin, digest, state }: Pick<PluginRelease, 'plugin' | 'digest' | 'state'>,
): Promise<GraphPin | null> {
  const pin = await pinOf(em);
  if (pin === null || state === 'STABLE') return pin;
  const [graph] = await findRows(em, SupergraphVersion, { digest: pin.digest }, { fields: ['releases'] });
  return graph?.releases[plugin] === digest ? pin : null;
}

/** Nothing is said to be done that nobody notices. @throws CONFLICT that names the pin, and what works in spite of it */
export async function assertTakesEffect(
  em: EntityManager,
  release: Pick<PluginRelease, 'plugin' | 'version' | 'digest' | 'state'>,
): Promise<void> {
  const pin = await withheldBy(em, release);
  if (pin === null) return;
  throw new CityGraphError(
    'CONFLICT',
    `${pinSaid(pin)}: ${release.plugin} ${release.version} cannot be taken out of it. Switch the plugin off with killPlugin, which works at once, or let an administrator end the pin with unpinGraphs first.`,
  );
}
