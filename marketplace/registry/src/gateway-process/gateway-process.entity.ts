import type { ServingState } from '@citygraph/contract';
import { defineEntity, p } from '@mikro-orm/core';

const GatewayProcessSchema = defineEntity({
  name: 'GatewayProcess',
  tableName: 'gateway_process',
  properties: {
    /** What the process calls itself: random. */
    process: p.string().length(64).primary(),
    /** Name of the gateway whose secret it showed. */
    gateway: p.string().length(60),
    /** Of its last report. */
    number: p.bigint('number'),
    /** By its own clock. */
    reportedAt: p.datetime(3),
    /** By the registry's. */
    seenAt: p.datetime(3),
    serving: p.json<ServingState>(),
  },
});

/** A gateway's process, and what it serves. */
export class GatewayProcess extends GatewayProcessSchema.class {}
GatewayProcessSchema.setClass(GatewayProcess);
