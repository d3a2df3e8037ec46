import type { ExchangeRecord } from '@citygraph/contract';

/** Where evidence goes before an answer leaves. */
export interface Ledger {
  /** Whether records can be kept now; without it nothing personal is fetched at all. */
  isAvailable(): boolean;
  /**
   * Writes down that personal data is about to be sent to plugins, whatever becomes of the answer. Resolves when that will survive; rejects with LEDGER_UNAVAILABLE, and
   * nothing may be sent. The record of the answer, with the same id, takes its place; without one within five minutes, or before the process ends, it is kept as it is, and a record that comes then is refused.
   */
  announce(record: ExchangeRecord): Promise<void>;
  /** No record of its answer will come: the announcement is kept as it is, and what lies behind it waits no more. One that has its record is left alone. */
  release?(id: string): void;
  /** Resolves when the record will survive whatever happens to this process; rejects with LEDGER_UNAVAILABLE. */
  append(record: ExchangeRecord): Promise<void>;
}

export interface LedgerOptions {
  readonly ledger: Ledger;
  /** 32 bytes or more: subjects are kept as `subjectHash` under it. */
  readonly subjectSecret: Uint8Array;
}

/** An operation ends before its announcement is given up, which happens after five minutes. */
export const LONGEST_OPERATION_MS = 240_000;
