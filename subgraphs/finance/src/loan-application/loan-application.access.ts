import {
  allOf,
  allowed,
  anyOf,
  officer,
  refused,
  representative,
  type SubjectRule,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';

export interface ApplicationSubject {
  readonly id: string;
  readonly applicantUscc: string;
  readonly lenderUscc: string;
}

export const applicantSide: SubjectRule<ApplicationSubject> = representative(({ applicantUscc }) => applicantUscc);

const worksForLender = subjectRule<ApplicationSubject>("the lender's staff", ({ principal }, { lenderUscc }) =>
  principal.agency !== null && principal.agency === lenderUscc
    ? allowed("the lender's staff")
    : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
);

/** An officer of the lender whose case names the application or the applicant. */
export const lenderSide: SubjectRule<ApplicationSubject> = allOf(
  officer({ purposes: ['credit-assessment'], subject: ({ id, applicantUscc }) => [id, applicantUscc] }),
  worksForLender,
);

export const loanApplicationAccess: TypeAccess<ApplicationSubject> = { default: anyOf(applicantSide, lenderSide) };
