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
    /** Since when it has not got graphs that it asks for: digest → RFC 3339. null: it was heard of last by an older registry. */
    missingSince: p.json<Readonly<Record<string, string>>>().strictNullable(),
  },
});

/** A gateway's process, and what it serves. */
export class GatewayProcess extends GatewayProcessSchema.class {}
GatewayProcessSchema.setClass(GatewayProcess);
