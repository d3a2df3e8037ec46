import { defineEntity, p } from '@mikro-orm/core';

export type LedgerKind = 'OPENING' | 'TOP_UP' | 'PAYMENT' | 'REFUND';

const LedgerEntrySchema = defineEntity({
  name: 'LedgerEntry',
  tableName: 'ledger_entry',
  properties: {
    id: p.string().length(40).primary(),
    cardId: p.string().length(40),
    kind: p.string().length(10).$type<LedgerKind>(),
    /** Positive: in; negative: out. */
    amountCents: p.bigint('number'),
    /** What moved the money: payment, or bank and its reference; one entry a kind and reference. */
    reference: p.string().length(60),
    at: p.datetime(3),
  },
  uniques: [{ name: 'ledger_entry_once', properties: ['kind', 'reference'] }],
});

/** One movement of money on a card. Entries are written once and never changed. */
export class LedgerEntry extends LedgerEntrySchema.class {}
LedgerEntrySchema.setClass(LedgerEntry);
