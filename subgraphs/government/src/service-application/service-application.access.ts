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
  [id, applicantResident, applicantUscc].filter((key) => key !== null);

export const serviceApplicationAccess: TypeAccess<ApplicationSubject> = {
  default: anyOf(
    self(({ applicantResident }) => applicantResident),
    guardian(({ applicantResident }) => applicantResident),
    representative(({ applicantUscc }) => applicantUscc),
    allOf(
      officer<ApplicationSubject>({
        purposes: [
          'social-assistance',
          'project-approval',
          'market-supervision',
          'school-admission',
          'public-health',
          'city-management',
        ],
        subject: applicantKeys,
        divisionOf: ({ division }) => division,
      }),
      ofTheServicesAgency,
    ),
  ),
};

export const unknownApplication = (id: string): ApplicationSubject => ({
  id,
  applicantResident: null,
  applicantUscc: null,
  agencyUscc: '',
  division: null,
});
