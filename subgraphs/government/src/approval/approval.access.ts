import type { Viewer } from '@citygraph/contract';
import {
  allOf,
  allowed,
  anyOf,
  inTenancy,
  officer,
  refused,
  representative,
  type SubjectRule,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';
import { noParty } from '../party/own-matter.ts';

/** What the rules read. Something that does not exist has just a key, so that unknown and forbidden look alike. */
export interface CaseSubject {
  readonly projectCode: string;
  readonly applicantUscc: string;
  readonly leadAgencyUscc: string;
  readonly division: string | null;
  readonly steps: readonly { readonly agencyUscc: string }[];
}

export interface StepSubject {
  readonly id: string;
  readonly agencyUscc: string;
  readonly approval: CaseSubject;
}

export interface AlertSubject {
  readonly id: string;
  readonly agencyUscc: string;
  readonly leadAgencyUscc: string;
  readonly division: string | null;
}

const NOT_YOURS = refused('FORBIDDEN', 'You may not see this, or it does not exist.');

const isOfficerOf = ({ principal }: Viewer, agencies: readonly string[]): boolean =>
  principal.roles.includes('officer') && principal.agency !== null && agencies.includes(principal.agency);

function officerOf<T>(
  rule: string,
  agenciesOf: (object: T) => readonly string[],
  divisionOf: (object: T) => string | null,
): SubjectRule<T> {
  return subjectRule(rule, (viewer, object) =>
    isOfficerOf(viewer, agenciesOf(object)) && inTenancy(viewer, divisionOf(object)) ? allowed(rule) : NOT_YOURS,
  );
}

const applicant = representative<CaseSubject>(({ applicantUscc }) => applicantUscc);

const onTheCase = officer<CaseSubject>({
  purposes: ['project-approval'],
  subject: ({ projectCode }) => [projectCode],
  divisionOf: ({ division }) => division,
});

const participating = officerOf<CaseSubject>(
  'officer of a participating agency',
  ({ leadAgencyUscc, steps }) => [leadAgencyUscc, ...steps.map(({ agencyUscc }) => agencyUscc)],
  ({ division }) => division,
);

/** The applicant, the agencies that take part, and officers who work on the project: last, for their refusal says most. */
export const mayKnowCase = anyOf(applicant, participating, onTheCase);

/** A rule about a case, asked of one of its steps. */
const ofItsCase = (rule: SubjectRule<CaseSubject>): SubjectRule<StepSubject> =>
  subjectRule(rule.rule, (viewer, { approval }, now) => rule(viewer, approval, now));

export const parallelApprovalCaseAccess: TypeAccess<CaseSubject> = { default: mayKnowCase };

export const approvalStepAccess: TypeAccess<StepSubject> = {
  default: ofItsCase(mayKnowCase),
  fields: {
    // Supervision is between agencies: neither the applicant nor the other agencies see it.
    alerts: officerOf<StepSubject>(
      "officer of the lead or the step's agency",
      ({ agencyUscc, approval }) => [agencyUscc, approval.leadAgencyUscc],
      ({ approval }) => approval.division,
    ),
  },
};

export const supervisionAlertAccess: TypeAccess<AlertSubject> = {
  default: officerOf<AlertSubject>(
    "officer of the lead or the step's agency",
    ({ agencyUscc, leadAgencyUscc }) => [agencyUscc, leadAgencyUscc],
    ({ division }) => division,
  ),
};

/** To answer is for the agency that is late, not for the one that leads. */
export const mayAnswer: SubjectRule<AlertSubject> = officerOf<AlertSubject>(
  "officer of the step's agency",
  ({ agencyUscc }) => [agencyUscc],
  ({ division }) => division,
);

/** To decide is for an officer of the step's own agency who works on the project and does not represent its applicant. */
export const mayDecide: SubjectRule<StepSubject> = allOf(
  ofItsCase(onTheCase),
  officerOf<StepSubject>(
    "officer of the step's agency",
    ({ agencyUscc }) => [agencyUscc],
    ({ approval }) => approval.division,
  ),
  ofItsCase(noParty(applicant)),
);

/** To open is for the applicant, or for an officer of the lead agency with a case on the project or the applicant. */
export const mayOpen: SubjectRule<CaseSubject> = anyOf(
  applicant,
  allOf(
    officer<CaseSubject>({
      purposes: ['project-approval'],
      subject: ({ projectCode, applicantUscc }) => [projectCode, applicantUscc],
      divisionOf: ({ division }) => division,
    }),
    officerOf<CaseSubject>(
      'officer of the lead agency',
      ({ leadAgencyUscc }) => [leadAgencyUscc],
      ({ division }) => division,
    ),
  ),
);

export const unknownCase = (projectCode: string): CaseSubject => ({
  projectCode,
  applicantUscc: '',
  leadAgencyUscc: '',
  division: null,
  steps: [],
});

export const unknownStep = (id: string): StepSubject => ({ id, agencyUscc: '', approval: unknownCase('') });

export const unknownAlert = (id: string): AlertSubject => ({
  id,
  agencyUscc: '',
  leadAgencyUscc: '',
  division: null,
});
