import { anyOf, guardian, type SubjectRule, self, signedIn, type TypeAccess } from '@citygraph/kit';

/** A card by its key; an unknown one has no resident, so that unknown and forbidden look alike. */
export interface CardSubject {
  readonly residentId: string | null;
}

/** A purse concerns its resident, and the guardian of a minor. Nobody else, whatever the purpose. */
export const walletRule: SubjectRule<CardSubject> = anyOf(
  self(({ residentId }) => residentId),
  guardian(({ residentId }) => residentId),
);

export const citizenCardAccess: TypeAccess<CardSubject> = { default: walletRule };

/** Whoever holds an entry came through the card's guarded list. */
export const ledgerEntryAccess: TypeAccess<unknown> = { default: signedIn };
