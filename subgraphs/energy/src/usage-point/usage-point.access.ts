import type { Viewer } from '@citygraph/contract';
import {
  allowed,
  anyOf,
  officer,
  refused,
  representative,
  type SubjectRule,
  signedIn,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';

/** What the rules read of a meter; one that does not exist has just a key, so that unknown and forbidden look alike. */
export interface MeterSubject {
  readonly mrid: string;
  readonly placeId: string | null;
  readonly operatorUscc: string | null;
  readonly holderUscc: string | null;
  /** Firms with a living share of the meter's readings. */
  readonly sharedWith: readonly string[];
}

const notYours = refused('FORBIDDEN', 'You may not see this, or it does not exist.');

const lives = ({ standing }: Viewer, placeId: string | null | undefined): boolean =>
  placeId != null && standing?.dwelling === placeId;

/** Who lives at the meter, by government's word. */
const dweller = subjectRule<MeterSubject>('dweller', (viewer, { placeId }) =>
  lives(viewer, placeId) ? allowed('dweller') : notYours,
);

const holder = representative<MeterSubject>(({ holderUscc }) => holderUscc);
export const operator: SubjectRule<MeterSubject> = representative(({ operatorUscc }) => operatorUscc);

const sharer = subjectRule<MeterSubject>('shared with', ({ standing }, { sharedWith }) =>
  sharedWith?.some((uscc) => standing?.represents.includes(uscc)) ? allowed('shared with') : notYours,
);

const auditor = officer<MeterSubject>({
  purposes: ['energy-audit'],
  subject: ({ mrid, holderUscc }) => (holderUscc == null ? [mrid] : [mrid, holderUscc]),
});

/** The customer decides about the meter's data. */
export const customer: SubjectRule<MeterSubject> = anyOf(dweller, holder);

/** Money concerns customer and utility; readings also those they are shared with, and an auditor on a case. */
export const usagePointAccess: TypeAccess<MeterSubject> = {
  default: anyOf(customer, operator, sharer, auditor),
  fields: {
    amountDueCents: anyOf(customer, operator),
    creditCents: anyOf(customer, operator),
    bills: anyOf(customer, operator),
    billsConnection: anyOf(customer, operator),
    shares: customer,
  },
};

export interface PlaceSubject {
  readonly id: string;
  /** Firms at the place, and the utilities that serve it. */
  readonly firms: readonly string[];
}

/** The meters of a place: who lives there, who sits there, who serves it. */
export const placeAccess: TypeAccess<PlaceSubject> = {
  default: subjectRule('dweller or firm of the place', (viewer, { id, firms }) =>
    lives(viewer, id) || firms.some((uscc) => viewer.standing?.represents.includes(uscc))
      ? allowed('of the place')
      : notYours,
  ),
};

/** The firm's representative; a lender's or an auditor's officer whose case names the firm. */
export const legalEntityAccess: TypeAccess<{ uscc: string }> = {
  default: anyOf(
    representative(({ uscc }) => uscc),
    officer({ purposes: ['credit-assessment', 'energy-audit'], subject: ({ uscc }) => [uscc] }),
  ),
};

/** Values without a key: whoever holds one came through a guarded field. */
export const throughParent: TypeAccess<unknown> = { default: signedIn };
