import { allowed, refused, representative, type SubjectRule, subjectRule } from '@citygraph/kit';

export interface GeneratorSubject {
  readonly applicant: string;
  readonly operatorUscc: string;
}

/** Whoever applied: the resident, or a representative of the entity. */
export const applicant: SubjectRule<GeneratorSubject> = subjectRule(
  'applicant',
  ({ principal, standing }, { applicant: key }) =>
    key !== undefined && (principal.resident === key || standing?.represents.includes(key))
      ? allowed('applicant')
      : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
);

export const gridOperator: SubjectRule<GeneratorSubject> = representative(({ operatorUscc }) => operatorUscc);
