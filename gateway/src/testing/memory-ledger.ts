import type { ExchangeRecord } from '@citygraph/contract';
import type { LedgerOptions } from '../ledger/ledger.ts';

export interface MemoryLedger extends LedgerOptions {
  /** What was recorded, in order. */
  readonly kept: ExchangeRecord[];
}

/** A ledger that always works, for cities of made-up people: what it holds is gone with the test. */
export function memoryLedger(): MemoryLedger {
  const kept: ExchangeRecord[] = [];
  return {
    kept,
    subjectSecret: new Uint8Array(32).fill(5),
    ledger: {
      isAvailable: () => true,
      announce: async () => {},
      async append(record) {
        kept.push(record);
      },
    },
  };
}
