import { newId } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { BizStep } from './biz-step.rules.ts';
import { CHAIN_START, hashEvent } from './event-chain.rules.ts';
import { batchKey, TraceBatch } from './trace-batch.entity.ts';
import { TraceEvent } from './trace-event.entity.ts';

interface NewEvent {
  readonly bizStep: BizStep;
  readonly placeId: string;
  readonly actorUscc: string;
  readonly now: Date;
}

/** Adds an event to the end of a batch's chain; the caller holds the batch. Answers the event's id. */
export async function appendEvent(
  em: EntityManager,
  batch: Pick<TraceBatch, 'gtin' | 'lot' | 'eventCount' | 'lastHash'> | { gtin: string; lot: string },
  { bizStep, placeId, actorUscc, now }: NewEvent,
): Promise<string> {
  const { gtin, lot } = batch;
  const [count, previous] = 'eventCount' in batch ? [batch.eventCount, batch.lastHash] : [0, CHAIN_START];
  const event = {
    batchKey: batchKey({ gtin, lot }),
    sequence: count + 1,
    bizStep,
    eventTime: now,
    recordTime: now,
    placeId,
    actorUscc,
  };
  const eventHash = hashEvent(previous, event);
  const id = newId('evt_');
  await em.insert(TraceEvent, { id, ...event, eventHash });
  await em.nativeUpdate(TraceBatch, { gtin, lot }, { eventCount: event.sequence, lastHash: eventHash });
  return id;
}
