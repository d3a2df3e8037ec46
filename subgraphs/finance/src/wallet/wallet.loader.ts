import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Wallet } from './wallet.entity.ts';

export const walletOfCard = defineLoader<string, Wallet, SubgraphContext>(async (cards, { em }) =>
  alignRows(cards, await findRows(em, Wallet, { cardId: { $in: [...cards] } }), ({ cardId }) => cardId),
);
