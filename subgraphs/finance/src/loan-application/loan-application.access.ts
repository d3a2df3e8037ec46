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

/** What a rule reads; an unknown application has neither side. */
export interface LoanApplicationSubject {
  readonly applicantUscc?: string;
  readonly lenderUscc?: string;
}

export const isApplicant: SubjectRule<LoanApplicationSubject> = representative(({ applicantUscc }) => applicantUscc);

/** Somebody of the very bank that was asked, on the bank's case that names the applicant: assesses, sees and decides. */
export const isLenderOnTheCase: SubjectRule<LoanApplicationSubject> = allOf(
  officer<LoanApplicationSubject>({
    purposes: ['credit-assessment'],
    subject: ({ applicantUscc }) => (applicantUscc === undefined ? [] : [applicantUscc]),
  }),
  subjectRule('of the lender', ({ principal }, { lenderUscc }) =>
    lenderUscc !== undefined && principal.agency === lenderUscc
      ? allowed('lender')
      : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
  ),
);

export const seesLoanApplication: SubjectRule<LoanApplicationSubject> = anyOf(isApplicant, isLenderOnTheCase);

export const loanApplicationAccess: TypeAccess<LoanApplicationSubject> = {
  default: seesLoanApplication,
  about: ({ applicantUscc }) => [applicantUscc],
};
