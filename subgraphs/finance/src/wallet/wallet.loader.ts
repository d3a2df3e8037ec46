import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { Wallet } from './wallet.entity.ts';

export const walletOfCard = defineLoader<string, Wallet, SubgraphContext>(async (cards, { em }) =>
  alignRows(
    cards,
    await em.find(Wallet, { cardId: { $in: [...cards] } }, { disableIdentityMap: true }),
    ({ cardId }) => cardId,
  ),
);
