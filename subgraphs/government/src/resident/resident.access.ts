import type { Purpose } from '@citygraph/contract';
import { anyOf, guardian, householdMember, officer, self, type TypeAccess } from '@citygraph/kit';
import type { Resident } from './resident.entity.ts';

/** What a rule reads. An unregistered key has just the key, so that unknown and forbidden look alike. */
export type ResidentSubject = Pick<Resident, 'id' | 'householdId' | 'division'>;

const isSelf = self<ResidentSubject>(({ id }) => id);
const isGuardian = guardian<ResidentSubject>(({ id }) => id);
const sharesHousehold = householdMember<ResidentSubject>(({ householdId }) => householdId);

const officerFor = (...purposes: Purpose[]) =>
  officer<ResidentSubject>({
    purposes,
    subject: ({ id, householdId }) => (householdId === null ? [id] : [id, householdId]),
    divisionOf: ({ division }) => division,
  });

/** Purposes that need to know who someone is. */
export const IDENTIFYING_PURPOSES = [
  'social-assistance',
  'project-approval',
  'medical-treatment',
  'public-health',
  'school-admission',
  'market-supervision',
  'emergency-response',
] as const satisfies readonly Purpose[];

const identifying = officerFor(...IDENTIFYING_PURPOSES);

/** Whoever may see anything at all of a resident; asked before a resident is handed out by key. */
export const mayKnowResident = anyOf(isSelf, isGuardian, sharesHousehold, identifying);

const appliedFor = anyOf(isSelf, isGuardian, officerFor('social-assistance', 'project-approval'));

export const residentAccess: TypeAccess<ResidentSubject> = {
  about: ({ id }) => [id],
  default: anyOf(isSelf, isGuardian, identifying),
  fields: {
    name: anyOf(isSelf, isGuardian, sharesHousehold, identifying),
    household: anyOf(
      isSelf,
      isGuardian,
      sharesHousehold,
      officerFor('social-assistance', 'school-admission', 'public-health', 'emergency-response'),
    ),
    guardianOf: anyOf(isSelf, officerFor('social-assistance', 'school-admission')),
    applications: appliedFor,
    applicationsConnection: appliedFor,
    citizenCard: anyOf(isSelf, isGuardian, officerFor('social-assistance')),
    vehicles: anyOf(isSelf, officerFor('social-assistance')),
    legalRepresentativeOf: anyOf(isSelf, officerFor('social-assistance', 'project-approval', 'market-supervision')),
  },
};
