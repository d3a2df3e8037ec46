import { describe, expect, it } from '@jest/globals';
import { anonymous, officer as officerAtWork, resident } from '../testing/viewers.ts';
import {
  allOf,
  anyOf,
  everyone,
  guardian,
  householdMember,
  inTenancy,
  officer,
  representative,
  self,
  signedIn,
} from './rules.ts';

interface Flat {
  readonly owner: string | null;
  readonly household: string | null;
  readonly firm: string | null;
  readonly division: string | null;
}

const flat: Flat = { owner: 'res_1', household: 'hh_1', firm: '91220100MA1C300226', division: '220102001001' };
const nothing: Flat = { owner: null, household: null, firm: null, division: null };
const AGENCY = '11220100MB1C101566';
const OTHER_AGENCY = '11220100MB1C105785';
const now = new Date('2026-11-02T09:00:00+08:00');
const assigned = {
  id: 'c',
  agency: AGENCY,
  purposes: ['social-assistance' as const],
  subjects: ['res_1'],
  exp: now.getTime() / 1000 + 1,
};

const rules = {
  everyone,
  signedIn,
  self: self<Flat>(({ owner }) => owner),
  guardian: guardian<Flat>(({ owner }) => owner),
  householdMember: householdMember<Flat>(({ household }) => household),
  representative: representative<Flat>(({ firm }) => firm),
  officer: officer<Flat>({
    purposes: ['social-assistance'],
    agencies: [AGENCY],
    roles: ['officer'],
    subject: ({ owner }) => (owner === null ? [] : [owner]),
    divisionOf: ({ division }) => division,
  }),
  officerOfWhicheverAgency: officer<Flat>({
    purposes: ['social-assistance'],
    subject: ({ owner }) => (owner === null ? [] : [owner]),
  }),
};

const viewers = {
  anonymous: anonymous(),
  self: resident('res_1'),
  guardian: resident('res_2', { guardianOf: ['res_1'] }),
  flatmate: resident('res_3', { household: 'hh_1' }),
  director: resident('res_4', { represents: ['91220100MA1C300226'] }),
  stranger: resident('res_5', { guardianOf: ['res_9'], household: 'hh_9', represents: ['x'] }),
  officer: officerAtWork({ agency: AGENCY, purpose: 'social-assistance', case: assigned }),
  officerOfTown: officerAtWork({
    agency: AGENCY,
    purpose: 'social-assistance',
    case: assigned,
    divisionPrefix: '220182',
  }),
  officerInClerkRole: officerAtWork({ agency: AGENCY, purpose: 'social-assistance', case: assigned, roles: ['clerk'] }),
  officerWithoutPurpose: officerAtWork({ agency: AGENCY, case: assigned }),
  officerOfAnotherAgency: officerAtWork({
    agency: OTHER_AGENCY,
    purpose: 'social-assistance',
    case: { ...assigned, agency: OTHER_AGENCY },
  }),
  officerWithAnothersCase: officerAtWork({ agency: OTHER_AGENCY, purpose: 'social-assistance', case: assigned }),
  officerForWhatTheCaseIsNotAbout: officerAtWork({
    agency: AGENCY,
    purpose: 'social-assistance',
    case: { ...assigned, purposes: ['tax'] },
  }),
  officerForWhatTheFieldIsNotFor: officerAtWork({
    agency: AGENCY,
    purpose: 'tax',
    case: { ...assigned, purposes: ['tax'] },
  }),
  officerOnAnotherSubject: officerAtWork({
    agency: AGENCY,
    purpose: 'social-assistance',
    case: { ...assigned, subjects: ['res_9'] },
  }),
};

const allowed: Record<keyof typeof rules, readonly (keyof typeof viewers)[]> = {
  everyone: Object.keys(viewers) as (keyof typeof viewers)[],
  signedIn: (Object.keys(viewers) as (keyof typeof viewers)[]).filter((who) => who !== 'anonymous'),
  self: ['self'],
  guardian: ['guardian'],
  householdMember: ['flatmate'],
  representative: ['director'],
  officer: ['officer'],
  // Whichever agency the case is assigned to: its own officers, and nobody else's.
  officerOfWhicheverAgency: ['officer', 'officerOfTown', 'officerInClerkRole', 'officerOfAnotherAgency'],
};

describe.each(Object.entries(rules))('the rule %s', (name, rule) => {
  it.each(Object.entries(viewers))('judges %s', (who, viewer) => {
    const expected = allowed[name as keyof typeof rules].includes(who as keyof typeof viewers);
    expect(rule(viewer, flat, now).allowed).toBe(expected);
  });

  it('allows nobody an object without a subject', () => {
    if (name === 'everyone' || name === 'signedIn') return;
    for (const viewer of Object.values(viewers)) expect(rule(viewer, nothing, now).allowed).toBe(false);
  });
});

describe('rules together', () => {
  it('allow by any, and name themselves', () => {
    const either = anyOf(rules.self, rules.guardian);
    expect(either.rule).toBe('self or guardian');
    expect(either(viewers.guardian, flat, now)).toEqual({ allowed: true, as: 'guardian' });
    expect(either(viewers.stranger, flat, now)).toMatchObject({ allowed: false, code: 'FORBIDDEN' });
  });

  it('allow by all', () => {
    expect(allOf(rules.signedIn, rules.self)(viewers.self, flat, now).allowed).toBe(true);
    expect(allOf(rules.signedIn, rules.self)(viewers.stranger, flat, now).allowed).toBe(false);
  });

  it('tell an officer what is missing of the officer, never of the object', () => {
    const refusal = (object: Flat) => anyOf(rules.self, rules.officer)(viewers.officerWithoutPurpose, object, now);
    expect(refusal(flat)).toMatchObject({ code: 'PURPOSE_REQUIRED' });
    expect(refusal(nothing)).toEqual(refusal(flat));
  });

  it('end with the case', () => {
    expect(rules.officer(viewers.officer, flat, new Date(now.getTime() + 2000)).allowed).toBe(false);
  });

  it('keep an officer of one town out of another', () => {
    expect(inTenancy(viewers.officerOfTown, '220182001001')).toBe(true);
    expect(inTenancy(viewers.officerOfTown, '220102001001')).toBe(false);
    expect(inTenancy(viewers.officerOfTown, null)).toBe(false);
    expect(inTenancy(viewers.officer, null)).toBe(true);
  });
});
