import { randomUUID } from 'node:crypto';

/** W3C Trace Context: one trace per client request, one span per subrequest. */
export interface TraceContext {
  /** A `traceparent` of a new child span. */
  child(): string;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** Goes on with the client's trace when it sent a valid one, else begins one. `tracestate` and `baggage` are not taken over. */
export function traceContext(traceparent: string | undefined): TraceContext {
  const given = TRACEPARENT.exec(traceparent ?? '');
  const isValid = given?.[1] !== undefined && !/^0+$/.test(given[1]);
  const traceId = isValid ? given[1] : randomHex(32);
  const flags = isValid ? given[2] : '01';
  return { child: () => `00-${traceId}-${randomHex(16)}-${flags}` };
}

/** Node keeps randomness for UUIDs in stock: a tenth of the cost of asking for bytes. Of a UUID's digits these have no fixed bits. */
function randomHex(digits: 16 | 32): string {
  const uuid = randomUUID();
  const span = uuid.slice(24) + uuid.slice(9, 13);
  return digits === 16 ? span : span + randomHex(16);
}
