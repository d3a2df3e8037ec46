import { anyOf, guardian, type SubjectRule, self, type TypeAccess } from '@citygraph/kit';

/** What a rule reads. A card without a wallet has no holder, so that unknown and forbidden look alike. */
export interface WalletSubject {
  readonly residentId: string | null;
}

/** The resident whose card it is, or a guardian of the minor: nobody else sees what a card holds or pays with it. */
export const holdsCard: SubjectRule<WalletSubject> = anyOf(
  self(({ residentId }) => residentId),
  guardian(({ residentId }) => residentId),
);

export const citizenCardAccess: TypeAccess<WalletSubject> = {
  default: holdsCard,
  about: ({ residentId }) => [residentId],
};
