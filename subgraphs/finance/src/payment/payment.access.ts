import { anyOf, guardian, representative, type SubjectRule, self, type TypeAccess } from '@citygraph/kit';

export interface PaymentSubject {
  readonly residentId: string;
  readonly payeeUscc: string;
}

/** Whoever gets the money. */
export const payee: SubjectRule<PaymentSubject> = representative(({ payeeUscc }) => payeeUscc);

/** Who paid, the guardian of a minor, and who was paid. */
export const paymentAccess: TypeAccess<PaymentSubject> = {
  default: anyOf(
    self(({ residentId }) => residentId),
    guardian(({ residentId }) => residentId),
    payee,
  ),
};
