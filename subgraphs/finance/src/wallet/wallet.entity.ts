import { defineEntity, p } from '@mikro-orm/core';

const WalletSchema = defineEntity({
  name: 'Wallet',
  tableName: 'wallet',
  properties: {
    cardId: p.string().length(40).primary(),
    residentId: p.string().length(40),
    /** Sum of the card's ledger entries, never below zero: changed by `bookEntry` alone. */
    balanceCents: p.bigint('number'),
    /** How many ledger entries there are: the sequence number of the last. */
    entries: p.integer(),
  },
});

/** The money on a citizen card, and finance's own copy of whose card it is. */
export class Wallet extends WalletSchema.class {}
WalletSchema.setClass(Wallet);
