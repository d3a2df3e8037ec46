import { defineEntity, p } from '@mikro-orm/core';

const GraphPinSchema = defineEntity({
  name: 'GraphPin',
  tableName: 'graph_pin',
  properties: {
    /** `stable`. */
    channel: p.string().length(20).primary(),
    digest: p.string().length(64),
    reason: p.text(),
    pinnedBy: p.string().length(64),
    pinnedAt: p.datetime(3),
  },
});

/** A graph that an operator has put in force by hand: while it is there, releases do not move the channel. */
export class GraphPin extends GraphPinSchema.class {}
GraphPinSchema.setClass(GraphPin);
