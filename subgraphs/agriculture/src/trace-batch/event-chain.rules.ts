import { createHash } from 'node:crypto';

/** The hash before the first event. */
export const CHAIN_START = '0'.repeat(64);

export interface ChainedEvent {
  readonly batchKey: string;
  readonly sequence: number;
  readonly bizStep: string;
  readonly eventTime: Date;
  readonly recordTime: Date;
  readonly placeId: string;
  readonly actorUscc: string;
}

/** SHA-256 over the hash of the event before and the event's own fields in a fixed order. */
export function hashEvent(previous: string, event: ChainedEvent): string {
  const { batchKey, sequence, bizStep, eventTime, recordTime, placeId, actorUscc } = event;
  const canonical = JSON.stringify([
    previous,
    batchKey,
    sequence,
    bizStep,
    eventTime.toISOString(),
    recordTime.toISOString(),
    placeId,
    actorUscc,
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}

/** Whether every event is there, in its place and as it was written: each fits the one before, the last fits the head. */
export function isIntact(
  events: readonly (ChainedEvent & { readonly eventHash: string })[],
  head: { readonly eventCount: number; readonly lastHash: string },
): boolean {
  let previous = CHAIN_START;
  for (const [at, event] of events.entries()) {
    if (event.sequence !== at + 1 || event.eventHash !== hashEvent(previous, event)) return false;
    previous = event.eventHash;
  }
  return events.length === head.eventCount && previous === head.lastHash;
}
