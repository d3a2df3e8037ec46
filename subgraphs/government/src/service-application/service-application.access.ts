import type { Purpose } from '@citygraph/contract';
import {
  allOf,
  allowed,
  anyOf,
  guardian,
  officer,
  refused,
  representative,
  self,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';
import { noParty } from '../party/own-matter.ts';
import type { ServiceApplication } from './service-application.entity.ts';

/** What a rule reads. An application that does not exist has just a key, so that unknown and forbidden look alike. */
export type ApplicationSubject = Pick<
  ServiceApplication,
  'id' | 'applicantResident' | 'applicantUscc' | 'agencyUscc' | 'division'
>;

/** Competent is the agency whose service it is, no other. */
const ofTheServicesAgency = subjectRule<ApplicationSubject>("the service's agency", ({ principal }, { agencyUscc }) =>
  principal.agency !== null && principal.agency === agencyUscc
    ? allowed("the service's agency")
    : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
);

const applicantKeys = ({ id, applicantResident, applicantUscc }: ApplicationSubject): string[] =>
  [id, applicantResident, applicantUscc].filter((key) => key != null);

/** The purposes for which agencies handle applications. */
export const APPLICATION_PURPOSES = [
  'social-assistance',
  'project-approval',
  'market-supervision',
  'school-admission',
  'public-health',
  'city-management',
] as const satisfies readonly Purpose[];

/** Who applied, in person, through a guardian or through the entity's representative. */
export const isApplicant = anyOf<ApplicationSubject>(
  self(({ applicantResident }) => applicantResident),
  guardian(({ applicantResident }) => applicantResident),
  representative(({ applicantUscc }) => applicantUscc),
);

/** Officers of the service's agency whose case names the application or the applicant. */
export const handlesApplication = allOf<ApplicationSubject>(
  officer({ purposes: APPLICATION_PURPOSES, subject: applicantKeys, divisionOf: ({ division }) => division }),
  ofTheServicesAgency,
);

/** To decide takes an officer by role, who did not apply: who only works there may read, not decide. */
export const decidesApplication = allOf<ApplicationSubject>(
  handlesApplication,
  subjectRule('officer by role', ({ principal }) =>
    principal.roles.includes('officer')
      ? allowed('officer by role')
      : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
  ),
  noParty(isApplicant),
);

export const serviceApplicationAccess: TypeAccess<ApplicationSubject> = {
  default: anyOf(isApplicant, handlesApplication),
  about: ({ applicantResident, applicantUscc }) => [applicantResident, applicantUscc],
};

export const unknownApplication = (id: string): ApplicationSubject => ({
  id,
  applicantResident: null,
  applicantUscc: null,
  agencyUscc: '',
  division: null,
});
