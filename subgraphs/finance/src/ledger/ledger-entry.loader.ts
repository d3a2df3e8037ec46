import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { LedgerEntry } from './ledger-entry.entity.ts';

export const ledgerEntryById = defineLoader<string, LedgerEntry, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, LedgerEntry, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** A card's entries, the latest first. */
export const entriesOfCard = pageLoader(LedgerEntry, {
  parent: 'cardId',
  order: [
    ['sequence', 'desc'],
    ['id', 'asc'],
  ],
});
