import type { Viewer } from '@citygraph/contract';
import {
  allowed,
  anyOf,
  guardian,
  officer,
  refused,
  representative,
  type SubjectRule,
  self,
  signedIn,
  subjectRule,
  type TypeAccess,
  toldElsewhere,
} from '@citygraph/kit';

/** Consumption that somebody lets a firm see. */
export interface ShareSubject {
  readonly granteeUscc: string;
  readonly until: Date;
}

/** What the rules need to know of a usage point; of an unknown one, nothing. */
export interface PointSubject {
  readonly mrid: string;
  readonly placeId: string | null;
  readonly holderUscc?: string | null | undefined;
  readonly holderId?: string | null | undefined;
  readonly operatorUscc: string | null;
  /** Shares that were not ended; whether they still run is judged when somebody asks. */
  readonly shares?: readonly ShareSubject[];
}

/** A point that nobody has: the rules refuse it as they refuse another's. */
export const unknownPoint = (mrid: string): PointSubject => ({
  mrid,
  placeId: null,
  operatorUscc: null,
});

const FORBIDDEN = refused('FORBIDDEN', 'You may not see this, or it does not exist.');

/** Who lives at the place, by government's word. */
const dweller = subjectRule<PointSubject>('household member', ({ standing }, { placeId }) =>
  placeId != null && standing?.dwelling === placeId ? allowed('household member') : FORBIDDEN,
);

/** Who uses what the meter measures: the household, the firm that sits there, the farmer of the field. Only these share it. */
export const user: SubjectRule<PointSubject> = anyOf(
  dweller,
  self(({ holderId }) => holderId),
  representative(({ holderUscc }) => holderUscc),
);

/** The utility that reads the meter and sends the bill. */
export const utility: SubjectRule<PointSubject> = representative(({ operatorUscc }) => operatorUscc);

/** An energy auditor whose case names the point, its place or the firm. */
const auditor: SubjectRule<PointSubject> = officer({
  purposes: ['energy-audit'],
  subject: ({ mrid, placeId, holderUscc }) => [mrid, placeId, holderUscc].filter((key) => key != null),
});

/** The representative of a firm that the user shares the consumption with, until the share ends. */
const grantee = subjectRule<PointSubject>('holder of a living share', ({ standing }, { shares }, now) =>
  shares?.some(({ granteeUscc, until }) => until > now && standing?.represents.includes(granteeUscc))
    ? allowed('holder of a living share')
    : FORBIDDEN,
);

/** Consumption and what belongs to it. */
export const seesUsage: SubjectRule<PointSubject> = anyOf(user, utility, auditor, grantee);

/** Bills, and what is due: a share is about consumption, not about debts. */
const seesMoney: SubjectRule<PointSubject> = anyOf(user, utility, auditor);

/** Whose consumption it is; of a dwelling that no one person holds, the place's. */
const holdersOf = ({ holderId, holderUscc, placeId }: PointSubject) =>
  holderId == null && holderUscc == null ? [placeId] : [holderId, holderUscc];

export const usagePointAccess: TypeAccess<PointSubject> = {
  default: seesUsage,
  about: holdersOf,
  fields: {
    amountDueCents: seesMoney,
    creditCents: seesMoney,
    bills: seesMoney,
    billsConnection: seesMoney,
    shares: user,
  },
};

/** Which of a place's points a viewer may see; judged point by point in the resolver, by the same rule as the point itself. */
export const placeAccess: TypeAccess<{ id: string }> = { default: signedIn, about: toldElsewhere };

export const livesAt = ({ standing }: Viewer, placeId: string): boolean => standing?.dwelling === placeId;

/** Something of a usage point: seen by who may see the point so. */
export interface OfPoint {
  readonly point: PointSubject;
}

/** `point` is missing when `granted` asks about nothing. */
const ofPoint = (rule: SubjectRule<PointSubject>): SubjectRule<OfPoint> =>
  subjectRule(rule.rule, (viewer, { point }, now) => rule(viewer, point ?? unknownPoint(''), now));

export const meterReadingAccess: TypeAccess<OfPoint> = {
  default: ofPoint(seesUsage),
  about: ({ point }) => holdersOf(point),
};

export const utilityBillAccess: TypeAccess<OfPoint> = {
  default: ofPoint(seesMoney),
  about: ({ point }) => holdersOf(point),
};

interface OfShare extends OfPoint {
  readonly granteeUscc: string;
  readonly sharedBy: string;
}

/** Who shared, who shares the meter with them now, their guardians, and who was let in. */
export const usageShareAccess: TypeAccess<OfShare> = {
  default: anyOf<OfShare>(
    ofPoint(user),
    self(({ sharedBy }) => sharedBy),
    guardian(({ sharedBy }) => sharedBy),
    guardian(({ point }) => point?.holderId),
    representative(({ granteeUscc }) => granteeUscc),
  ),
  about: ({ point, sharedBy }) => [...holdersOf(point), sharedBy],
  otherSide: ({ granteeUscc }) => [granteeUscc],
};

const firm = representative<{ uscc: string }>(({ uscc }) => uscc);

/** A firm's lists are its representative's; its energy band is for lenders and auditors too, on a case that names the firm. */
export const legalEntityAccess: TypeAccess<{ uscc: string }> = {
  default: firm,
  fields: {
    annualEnergyUse: anyOf(
      firm,
      officer({ purposes: ['credit-assessment', 'energy-audit'], subject: ({ uscc }) => [uscc] }),
    ),
  },
  about: ({ uscc }) => [uscc],
};
