import { alignRows, defineLoader, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { LedgerEntry } from './ledger-entry.entity.ts';
import { Wallet } from './wallet.entity.ts';

export const walletOfCard = defineLoader<string, Wallet, SubgraphContext>(async (cards, { em }) =>
  alignRows(cards, await em.find(Wallet, { cardId: { $in: [...cards] } }), ({ cardId }) => cardId),
);

export const entriesOfCard = pageLoader(LedgerEntry, {
  parent: 'cardId',
  order: [
    ['at', 'desc'],
    ['id', 'asc'],
  ],
});
