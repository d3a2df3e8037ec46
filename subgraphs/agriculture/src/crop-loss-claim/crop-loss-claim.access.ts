import { allOf, anyOf, officer, representative, type SubjectRule, subjectRule, type TypeAccess } from '@citygraph/kit';
import { type FarmSubject, ofFarm, tendsFarm } from '../farm/farm.access.ts';

export interface ClaimSubject extends FarmSubject {
  readonly id: string;
  readonly farmId: string;
  readonly insurerUscc: string;
}

/** An adjuster, or an officer of disaster relief or subsidies, whose case names the claim, the farm or the farmer. */
const claimOfficer: SubjectRule<ClaimSubject> = officer({
  purposes: ['insurance-claim'],
  subject: ({ id, farmId, farmerId }) => [id, farmId, farmerId],
  divisionOf: ({ villageCode }) => villageCode,
});

const ofTheInsurer: SubjectRule<ClaimSubject> = subjectRule(
  "of the policy's insurer",
  ({ principal }, { insurerUscc }) =>
    insurerUscc !== undefined && principal.agency === insurerUscc
      ? { allowed: true, as: 'insurer' }
      : { allowed: false, code: 'FORBIDDEN', message: 'You may not see this, or it does not exist.' },
);

/** The insured side: files, shows evidence, withdraws. */
export const claimsLoss: SubjectRule<ClaimSubject> = tendsFarm;

/** The insurer's side: reviews and decides. */
export const decidesClaim: SubjectRule<ClaimSubject> = anyOf(
  representative(({ insurerUscc }) => insurerUscc),
  allOf(claimOfficer, ofTheInsurer),
);

export const cropLossClaimAccess: TypeAccess<ClaimSubject> = {
  about: ofFarm,
  default: anyOf(
    claimsLoss,
    representative(({ insurerUscc }) => insurerUscc),
    claimOfficer,
  ),
};

/** Evidence is judged as its claim is. */
export const claimEvidenceAccess: TypeAccess<{ claim: ClaimSubject }> = {
  about: ({ claim }) => ofFarm(claim),
  default: subjectRule(cropLossClaimAccess.default.rule, (viewer, { claim }, now) =>
    cropLossClaimAccess.default(viewer, claim, now),
  ),
};
