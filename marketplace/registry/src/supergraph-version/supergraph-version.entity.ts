import { defineEntity, p } from '@mikro-orm/core';
import type { CanaryFinding } from './canary.ts';

const SupergraphVersionSchema = defineEntity({
  name: 'SupergraphVersion',
  tableName: 'supergraph_version',
  properties: {
    /** `digestOfPayload` of the artefact. */
    digest: p.string().length(64).primary(),
    /** `SignedDocument<SupergraphArtefact>` as JSON; empty once it is deleted. */
    document: p.text().columnType('mediumtext'),
    /** Release by name of the subgraph. */
    releases: p.json<Readonly<Record<string, string>>>(),
    /** The stable graph at the time; null: it was the first. */
    parent: p.string().length(64).strictNullable(),
    composedBy: p.string().length(64),
    composedAt: p.datetime(3),
    /** A gateway booted with it and answered the golden queries; null: not yet, or it failed. */
    canariedAt: p.datetime(3).strictNullable(),
    /** What the canary found; empty: nothing, or it was not run. */
    canaryFindings: p.json<readonly CanaryFinding[]>(),
    /** When a graph set named it first; null: none did. */
    offeredAt: p.datetime(3).strictNullable(),
    /** Since when no graph set names it; null: one does, or none ever did. */
    retiredAt: p.datetime(3).strictNullable(),
    /** When everybody had it last, and when the sandbox had; null: they have not. */
    lastStableAt: p.datetime(3).strictNullable(),
    lastSandboxAt: p.datetime(3).strictNullable(),
    /** When its document was deleted; null: it is kept. */
    deletedAt: p.datetime(3).strictNullable(),
  },
});

/** A graph that was composed: immutable and named by its content. */
export class SupergraphVersion extends SupergraphVersionSchema.class {}
SupergraphVersionSchema.setClass(SupergraphVersion);
