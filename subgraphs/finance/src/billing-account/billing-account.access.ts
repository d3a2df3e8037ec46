import { allowed, anyOf, officer, refused, representative, self, subjectRule, type TypeAccess } from '@citygraph/kit';

/** What a rule reads. An unknown meter has nobody, so that unknown and forbidden look alike. */
export interface BillingAccountSubject {
  readonly mrid: string;
  readonly placeId: string | null;
  readonly operatorUscc: string | null;
  readonly occupantUscc?: string | null;
  readonly holderId?: string | null;
}

/** Who lives there, as government's standing says. */
const dweller = subjectRule<BillingAccountSubject>('dweller', ({ standing }, { placeId }) =>
  placeId != null && standing?.dwelling === placeId
    ? allowed('dweller')
    : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
);

/** The meter's own side, the utility that bills it, and an auditor whose case names the meter, its place or its firm. */
export const usagePointAccess: TypeAccess<BillingAccountSubject> = {
  about: ({ holderId, occupantUscc, placeId }) =>
    holderId == null && occupantUscc == null ? [placeId] : [holderId, occupantUscc],
  default: anyOf(
    dweller,
    self(({ holderId }) => holderId),
    representative(({ occupantUscc }) => occupantUscc),
    representative(({ operatorUscc }) => operatorUscc),
    officer({
      purposes: ['energy-audit'],
      subject: ({ mrid, placeId, occupantUscc }) =>
        placeId === null ? [] : [mrid, placeId, ...(occupantUscc == null ? [] : [occupantUscc])],
    }),
  ),
};
