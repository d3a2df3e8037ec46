import { allowed, anyOf, refused, representative, subjectRule, type TypeAccess } from '@citygraph/kit';

/** An account by its meter; an unknown one belongs to no place. */
export interface AccountSubject {
  readonly placeId: string | null;
  readonly operatorUscc: string | null;
  readonly holderUscc: string | null;
}

/** Who lives there, by government's word. */
const dweller = subjectRule<AccountSubject>('dweller', ({ standing }, { placeId }) =>
  placeId != null && standing?.dwelling === placeId
    ? allowed('dweller')
    : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
);

/** Who lives at the meter, the firm that sits there, and the utility. */
export const usagePointAccess: TypeAccess<AccountSubject> = {
  default: anyOf(
    dweller,
    representative(({ holderUscc }) => holderUscc),
    representative(({ operatorUscc }) => operatorUscc),
  ),
};
