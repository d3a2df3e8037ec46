import { ANONYMOUS, type GrantTerms, type Principal, type Standing } from '@citygraph/contract';
import { expect, it } from '@jest/globals';
import { NOTHING_DECIDED } from './bundle/policies.ts';
import { type PolicyInForce, policyInForce } from './bundle/policy-in-force.ts';
import { type Concerning, consentRefusals, subjectsOf, thoseWhoConsent } from './consent.ts';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const AGENCY = '11220100MB1C101566';
const OFFICER: Principal = { ...ANONYMOUS, subject: 'sub-officer', resident: 'res_officer', agency: AGENCY };
const standing: Standing = {
  resident: 'res_officer',
  guardianOf: [],
  household: null,
  dwelling: null,
  represents: [],
  case: { id: 'case_1', agency: AGENCY, purposes: ['tax'], subjects: ['res_zhou', 'hh_2'], exp: NOW / 1000 + 1 },
  version: 'v1',
};
const atWork: Concerning = { principal: OFFICER, purpose: 'tax', now: NOW };

it('is about the subjects of the case that the caller works on', () => {
  expect(subjectsOf(atWork, standing)).toEqual(['res_zhou', 'hh_2']);
});

it.each<[string, Concerning, Standing | null]>([
  ['when the case is over', { ...atWork, now: NOW + 1_000 }, standing],
  ['when it is another agency’s', { ...atWork, principal: { ...OFFICER, agency: '11220100MB1C101567' } }, standing],
  ['when it is for another purpose', { ...atWork, purpose: 'self-service' }, standing],
  ['without a purpose', { ...atWork, purpose: null }, standing],
  ['without a case', atWork, { ...standing, case: null }],
])('is about the person who asks, and nobody of a case, %s', (_, asking, known) => {
  expect(subjectsOf(asking, known)).toEqual(['res_officer']);
});

it('is about nobody when somebody asks who is no resident', () => {
  expect(subjectsOf({ ...atWork, principal: ANONYMOUS }, null)).toEqual([]);
});

it('waits for the consent of people and firms, never for a household’s or a project’s', () => {
  expect(thoseWhoConsent(['hh_2', 'res_zhou', 'plc_1', '2026-220102-47-01-000001', '91220100MA1C300226'])).toEqual([
    { type: 'Resident', key: 'res_zhou' },
    { type: 'LegalEntity', key: '91220100MA1C300226' },
  ]);
});

it('looks the consent of each person up once a grant, however many fields have it', () => {
  const looked: string[] = [];
  const policy: PolicyInForce = {
    ...policyInForce(NOTHING_DECIDED, null),
    hasConsent: (grant, _, key) => looked.push(`${grant} ${key}`) > 0 && grant === 'grant_1',
  };
  const fieldOf = (name: string, id: string) => ({
    id: `Resident.${name}`,
    field: `Resident.${name}`,
    coordinate: `Resident.${name}`,
    choices: [{ ...GRANT, id }],
  });
  const grants = [fieldOf('name', 'grant_1'), fieldOf('born', 'grant_1'), fieldOf('phone', 'grant_2')];
  const refusals = consentRefusals(grants, ['res_1', 'res_2', 'hh_1'], policy, NOW);
  expect([...refusals.keys()]).toEqual(['Resident.phone']);
  expect(looked).toEqual(['grant_1 res_1', 'grant_1 res_2', 'grant_2 res_1']);
});

const GRANT: GrantTerms = {
  id: 'grant_1',
  grantee: { app: 'app-air' },
  coordinates: ['Resident.name'],
  purpose: 'self-service',
  until: '2027-01-01T00:00:00Z',
  retentionDays: 30,
  needsConsent: true,
};
