import { anyOf, representative, type SubjectRule, type TypeAccess } from '@citygraph/kit';
import { holdsCard, type WalletSubject } from '../wallet/wallet.access.ts';

export interface LedgerEntrySubject extends WalletSubject {
  readonly bankUscc?: string | null;
}

const holder: SubjectRule<LedgerEntrySubject> = holdsCard;

/** The card's side sees its ledger; a bank sees the top-ups that it booked, but not what the card holds. */
export const ledgerEntryAccess: TypeAccess<LedgerEntrySubject> = {
  default: anyOf(
    holder,
    representative(({ bankUscc }) => bankUscc),
  ),
  fields: { balanceAfterCents: holder, sequence: holder, payment: holder },
  about: ({ residentId }) => [residentId],
};
