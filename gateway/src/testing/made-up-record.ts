import type { ExchangeRecord } from '@citygraph/contract';

/** The record of an answer about nobody; `parts` say what a test is about. */
export const madeUpRecord = (id: string, parts: Partial<ExchangeRecord> = {}): ExchangeRecord => ({
  id,
  at: '2026-11-23T00:00:00.000Z',
  app: null,
  organisation: null,
  actor: null,
  purpose: null,
  case: null,
  grants: [],
  operation: null,
  coordinates: [],
  receivers: [],
  subjects: [],
  rows: 1,
  requestHash: '',
  responseHash: '',
  ...parts,
});
