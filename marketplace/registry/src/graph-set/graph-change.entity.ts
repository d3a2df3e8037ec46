import { defineEntity, p } from '@mikro-orm/core';

const GraphChangeSchema = defineEntity({
  name: 'GraphChange',
  tableName: 'graph_change',
  properties: {
    /** The `wanted` head's version then: without gaps. */
    number: p.bigint('number').primary(),
    /** Name of the mutation. */
    act: p.string().length(40),
    plugin: p.string().length(31).strictNullable(),
    releaseDigest: p.string().length(64).strictNullable(),
    actor: p.string().length(64),
    at: p.datetime(3),
    /** The graph set that has it in it; null: accepted, not yet composed. */
    sequence: p.bigint('number').strictNullable(),
  },
});

/** A decision that the graphs must follow: accepted here, composed once a graph set has it, serving once gateways report that set. */
export class GraphChange extends GraphChangeSchema.class {}
GraphChangeSchema.setClass(GraphChange);
