import {
  allOf,
  allowed,
  anyOf,
  officer,
  refused,
  representative,
  type SubjectRule,
  self,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';

/** What a rule reads; an unknown policy has nobody. */
export interface CropInsurancePolicySubject {
  readonly id?: string;
  readonly farmId?: string;
  readonly farmerId?: string;
  readonly insurerUscc?: string;
  readonly operatorUscc?: string | null;
}

/** Somebody of the very insurer, on the insurer's case that names the policy, the farm or the farmer. */
const lossAdjuster: SubjectRule<CropInsurancePolicySubject> = allOf(
  officer<CropInsurancePolicySubject>({
    purposes: ['insurance-claim'],
    subject: ({ id, farmId, farmerId }) => [id, farmId, farmerId].filter((key) => key !== undefined),
  }),
  subjectRule('of the insurer', ({ principal }, { insurerUscc }) =>
    insurerUscc !== undefined && principal.agency === insurerUscc
      ? allowed('insurer')
      : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
  ),
);

/** The insured farmer, the cooperative that runs the farm, and the insurer. */
export const seesPolicy: SubjectRule<CropInsurancePolicySubject> = anyOf(
  self(({ farmerId }) => farmerId),
  representative(({ operatorUscc }) => operatorUscc),
  representative(({ insurerUscc }) => insurerUscc),
  lossAdjuster,
);

export const cropInsurancePolicyAccess: TypeAccess<CropInsurancePolicySubject> = {
  default: seesPolicy,
  about: ({ farmerId, operatorUscc }) => [farmerId, operatorUscc],
};
