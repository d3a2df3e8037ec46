import type { Viewer } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { Workload } from './workload.entity.ts';

export interface WorkloadsOf {
  readonly publisherId: string;
  /** Those that this person made; not set: all. */
  readonly madeBy?: string;
}

/** Inside a transaction: ends what publishes in a publisher's name without a person, each in the audit. Answers what ended. */
export async function endWorkloads(
  em: EntityManager,
  viewer: Viewer,
  { publisherId, madeBy }: WorkloadsOf,
  now: Date,
): Promise<Workload[]> {
  const plugins = await findRows(em, Plugin, { publisherId });
  const plugin = { $in: plugins.map(({ name }) => name) };
  const made = madeBy === undefined ? {} : { madeBy };
  const living = await findRows(em, Workload, { plugin, revokedAt: null, until: { $gt: now }, ...made });
  for (const workload of living) {
    const change = { revokedAt: now, revokedBy: subjectOf(viewer) };
    await em.nativeUpdate(Workload, { id: workload.id, revokedAt: null }, change);
    const after = { ...workload, ...change };
    await audit(em, viewer, { act: 'revokeWorkload', target: workload.id, before: workload, after }, now);
  }
  return living;
}
