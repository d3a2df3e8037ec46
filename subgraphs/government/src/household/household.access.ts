import type { Purpose } from '@citygraph/contract';
import { allowed, anyOf, householdMember, officer, refused, subjectRule, type TypeAccess } from '@citygraph/kit';

/** Civil Affairs alone decides means tests, as the competent department for social assistance. */
const CIVIL_AFFAIRS = '11220100MB1C101566';

/** What a rule reads of a household. */
export interface HouseholdSubject {
  readonly id: string;
  readonly memberIds: readonly string[];
  readonly division: string | null;
}

/** What a rule reads of a means test: the household it is about. */
export interface IncomeVerificationSubject {
  readonly household: HouseholdSubject;
}

const FORBIDDEN = refused('FORBIDDEN', 'You may not see this, or it does not exist.');

const isMember = householdMember<HouseholdSubject>(({ id }) => id);

/** A child may be registered away from a guardian, who still answers for where and with whom it lives. */
const isGuardianOfMember = subjectRule<HouseholdSubject>('guardian of a member', ({ standing }, { memberIds }) =>
  memberIds.some((id) => standing?.guardianOf.includes(id)) ? allowed('guardian of a member') : FORBIDDEN,
);

const officerFor = (...purposes: Purpose[]) =>
  officer<HouseholdSubject>({
    purposes,
    subject: ({ id, memberIds }) => [id, ...memberIds],
    divisionOf: ({ division }) => division,
  });

const officerAtWork = officerFor('social-assistance', 'school-admission', 'public-health', 'emergency-response');

/** Whoever may see anything at all of a household; asked before one is handed out by key. */
export const mayKnowHousehold = anyOf(isMember, isGuardianOfMember, officerAtWork);

export const householdAccess: TypeAccess<HouseholdSubject> = {
  about: ({ id, memberIds }) => [id, ...memberIds],
  default: mayKnowHousehold,
  fields: {
    incomeVerification: anyOf(
      isMember,
      officer<HouseholdSubject>({
        purposes: ['social-assistance'],
        agencies: [CIVIL_AFFAIRS],
        subject: ({ id, memberIds }) => [id, ...memberIds],
        divisionOf: ({ division }) => division,
      }),
    ),
  },
};

export const incomeVerificationAccess: TypeAccess<IncomeVerificationSubject> = {
  about: ({ household }) => [household.id, ...household.memberIds],
  default: anyOf(
    householdMember<IncomeVerificationSubject>(({ household }) => household.id),
    officer<IncomeVerificationSubject>({
      purposes: ['social-assistance'],
      agencies: [CIVIL_AFFAIRS],
      subject: ({ household }) => [household.id, ...household.memberIds],
      divisionOf: ({ household }) => household.division,
    }),
  ),
};
