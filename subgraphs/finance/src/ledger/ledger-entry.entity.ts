import { defineEntity, p } from '@mikro-orm/core';

export const LEDGER_KINDS = ['OPENING', 'TOP_UP', 'PAYMENT', 'REFUND'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

const LedgerEntrySchema = defineEntity({
  name: 'LedgerEntry',
  tableName: 'ledger',
  properties: {
    id: p.string().length(40).primary(),
    cardId: p.string().length(40),
    residentId: p.string().length(40),
    /** 1, 2, 3 … of the card: a gap would be a lost entry. */
    sequence: p.integer(),
    kind: p.string().length(20).$type<LedgerKind>(),
    /** Positive: onto the card; negative: off it. */
    amountCents: p.bigint('number'),
    balanceAfterCents: p.bigint('number'),
    bookedAt: p.datetime(3),
    paymentId: p.string().length(40).nullable(),
    bankUscc: p.string().length(18).nullable(),
    /** The bank's own reference of the transfer; it counts once. */
    bankReference: p.string().length(35).nullable(),
  },
});

/** One movement of money on one card. It is written once and never changed: a mistake is undone by a counter entry. */
export class LedgerEntry extends LedgerEntrySchema.class {}
LedgerEntrySchema.setClass(LedgerEntry);
