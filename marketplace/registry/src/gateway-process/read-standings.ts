import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { GraphChange } from '../graph-set/graph-change.entity.ts';
import { GraphSetVersion } from '../graph-set/graph-set.entity.ts';
import { type NamedSet, type Standing, standingOf } from './decision-standing.rules.ts';
import { GatewayProcess } from './gateway-process.entity.ts';
import { SILENT_MS } from './serving.rules.ts';

/** Processes that were heard of lately enough to live. */
export const livingProcesses = (em: EntityManager, now: Date): Promise<GatewayProcess[]> =>
  findRows(em, GatewayProcess, { seenAt: { $gte: new Date(now.getTime() - SILENT_MS) } });

/** Where each of these decisions stands, in their order. */
export async function readStandings(
  em: EntityManager,
  changes: readonly Pick<GraphChange, 'act' | 'plugin' | 'sequence'>[],
  now: Date,
): Promise<Standing[]> {
  const processes = await livingProcesses(em, now);
  const sets = await setsOf(em, [
    ...changes.flatMap(({ sequence }) => sequence ?? []),
    ...processes.map(({ serving }) => serving.graphs),
  ]);
  return changes.map((change) => standingOf(change, processes, (sequence) => sets.get(sequence), now));
}

async function setsOf(em: EntityManager, sequences: readonly number[]): Promise<ReadonlyMap<number, NamedSet>> {
  const wanted = [...new Set(sequences)];
  const rows = await findRows(em, GraphSetVersion, { sequence: { $in: wanted } }, { fields: ['sequence', 'document'] });
  return new Map(
    rows.map(({ sequence, document }) => [sequence, (JSON.parse(document) as { payload: NamedSet }).payload]),
  );
}
