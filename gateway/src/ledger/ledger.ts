import type { ExchangeRecord } from '@citygraph/contract';

/** Where evidence goes before an answer leaves. */
export interface Ledger {
  /** Whether records can be kept now; without it nothing personal is fetched at all. */
  isAvailable(): boolean;
  /** Resolves when the record will survive whatever happens to this process; rejects with LEDGER_UNAVAILABLE. */
  append(record: ExchangeRecord): Promise<void>;
}

export interface LedgerOptions {
  readonly ledger: Ledger;
  /** 32 bytes or more: subjects are kept as `subjectHash` under it. */
  readonly subjectSecret: Uint8Array;
}
