import { defineEntity, p } from '@mikro-orm/core';
import type { LeftOut } from '../supergraph-version/composition.entity.ts';

const GraphSetVersionSchema = defineEntity({
  name: 'GraphSetVersion',
  tableName: 'graph_set',
  properties: {
    sequence: p.bigint('number').primary(),
    /** `digestOfPayload` of the graph set. */
    digest: p.string().length(64),
    /** Sequence of the one before, where numbers between them were given away by a database that was lost; null: it is one less. */
    follows: p.bigint('number').strictNullable(),
    /** Digest of the one before; empty: this is the first. */
    previous: p.string().length(64),
    /** `SignedDocument<GraphSet>` as JSON. */
    document: p.text().columnType('mediumtext'),
    /** Releases that its graphs go without, by channel (`stable`, `sandbox`, a rollout's id). */
    leftOut: p.json<Readonly<Record<string, readonly LeftOut[]>>>(),
    publishedBy: p.string().length(64),
    publishedAt: p.datetime(3),
  },
});

/** What gateways serve to whom, one row for each time that it changed; the head names the last. */
export class GraphSetVersion extends GraphSetVersionSchema.class {}
GraphSetVersionSchema.setClass(GraphSetVersion);
