import { defineEntity, p } from '@mikro-orm/core';
import type { BizStep } from './biz-step.rules.ts';

const TraceEventSchema = defineEntity({
  name: 'TraceEvent',
  tableName: 'trace_event',
  properties: {
    id: p.string().length(40).primary(),
    batchKey: p.string().length(40),
    /** 1, 2, 3 … in the batch. */
    sequence: p.integer(),
    bizStep: p.string().length(40).$type<BizStep>(),
    eventTime: p.datetime(3),
    recordTime: p.datetime(3),
    placeId: p.string().length(40),
    actorUscc: p.string().length(18),
    /** SHA-256 over the hash of the event before and this event. */
    eventHash: p.string().length(64),
  },
  uniques: [{ name: 'trace_event_sequence', properties: ['batchKey', 'sequence'] }],
});

/** What happened to a batch, where, when and by whom (EPCIS 2.0). Written once: nothing updates or deletes one. */
export class TraceEvent extends TraceEventSchema.class {}
TraceEventSchema.setClass(TraceEvent);
