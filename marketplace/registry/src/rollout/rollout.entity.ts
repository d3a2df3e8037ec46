import { defineEntity, p } from '@mikro-orm/core';
import type { Slo } from '../service-level/slo.rules.ts';

/** A paused rollout serves nobody, and keeps its buckets for a while. */
export type RolloutState = 'RUNNING' | 'PAUSED' | 'PROMOTED' | 'ROLLED_BACK';

const RolloutSchema = defineEntity({
  name: 'Rollout',
  tableName: 'rollout',
  properties: {
    id: p.string().length(40).primary(),
    plugin: p.string().length(31),
    /** The `PluginRelease` that is tried. */
    releaseId: p.string().length(40),
    releaseDigest: p.string().length(64),
    /** The one that was stable when it began; null: the plugin is new. */
    replacesId: p.string().length(40).strictNullable(),
    state: p.string().length(20).$type<RolloutState>(),
    /** Per cent of the clients. */
    percent: p.integer(),
    /** Buckets that it owns, in the order in which it got them; none: it gave them back. */
    buckets: p.json<readonly number[]>(),
    /** The graph that its clients have, or had before it was paused; null: none yet. */
    artefact: p.string().length(64).strictNullable(),
    slo: p.json<Slo>(),
    startedBy: p.string().length(64),
    startedAt: p.datetime(3),
    changedBy: p.string().length(64),
    changedAt: p.datetime(3),
    /** When every living gateway served it first since it was changed last; null: not yet. */
    servedAt: p.datetime(3).strictNullable(),
    /** Why it was paused or taken back; null: it was not. */
    reason: p.text().strictNullable(),
    /** Grows with every change: of two at once, one counts. */
    revision: p.integer(),
  },
});

/** A release on its way from some of the clients to all of them. */
export class Rollout extends RolloutSchema.class {}
RolloutSchema.setClass(Rollout);
