import { anyOf, guardian, representative, self, type TypeAccess } from '@citygraph/kit';

/** Whose data it is, by key: a resident's id or a firm's code. */
export interface AboutSomebody {
  readonly subjectKey: string;
}

const keyOf = ({ subjectKey }: AboutSomebody): string => subjectKey;

/** The resident, a guardian for their child, a legal representative for the firm. */
export const speaksFor = anyOf<AboutSomebody>(self(keyOf), guardian(keyOf), representative(keyOf));

export const consentAccess: TypeAccess<AboutSomebody> = {
  default: speaksFor,
  about: (consent) => [keyOf(consent)],
};

export const residentAccess: TypeAccess<{ readonly id: string }> = {
  default: anyOf(
    self(({ id }) => id),
    guardian(({ id }) => id),
  ),
  about: ({ id }) => [id],
};

export const legalEntityAccess: TypeAccess<{ readonly uscc: string }> = {
  default: representative(({ uscc }) => uscc),
  about: ({ uscc }) => [uscc],
};
