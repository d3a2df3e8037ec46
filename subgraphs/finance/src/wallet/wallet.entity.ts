import { defineEntity, p } from '@mikro-orm/core';

const WalletSchema = defineEntity({
  name: 'Wallet',
  tableName: 'wallet',
  properties: {
    /** `CitizenCard.id`. */
    cardId: p.string().length(40).primary(),
    residentId: p.string().length(40),
    /** The sum of the card's ledger entries; never negative. */
    balanceCents: p.bigint('number'),
  },
});

/** The purse of a citizen card. */
export class Wallet extends WalletSchema.class {}
WalletSchema.setClass(Wallet);
