import { anyOf, representative, type SubjectRule, type TypeAccess } from '@citygraph/kit';
import { holdsCard, type WalletSubject } from '../wallet/wallet.access.ts';

/** What a rule reads; an unknown payment has neither side. */
export interface PaymentSubject extends WalletSubject {
  readonly payeeUscc?: string;
}

/** Whoever was paid, and may pay back. */
export const isPayee: SubjectRule<PaymentSubject> = representative(({ payeeUscc }) => payeeUscc);

/** The two sides of a payment: the card's, and the biller's. */
export const seesPayment: SubjectRule<PaymentSubject> = anyOf<PaymentSubject>(holdsCard, isPayee);

export const paymentAccess: TypeAccess<PaymentSubject> = {
  default: seesPayment,
  about: ({ residentId }) => [residentId],
  otherSide: ({ payeeUscc }) => [payeeUscc],
};
