import { ANONYMOUS, type Principal, type Standing } from '@citygraph/contract';
import { expect, it } from '@jest/globals';
import { type Namer, namingRule } from './naming.ts';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const FIRM = '91220100MA0Y1A2B3C';
const AGENCY = '11220100MB1C101566';
const PARENT: Principal = { ...ANONYMOUS, subject: 'sub-parent', resident: 'res_parent' };
const OFFICER: Principal = { ...ANONYMOUS, subject: 'sub-officer', agency: AGENCY };
const standing: Standing = {
  resident: 'res_parent',
  guardianOf: ['res_bo'],
  household: 'hh_1',
  dwelling: 'plc_1',
  represents: [FIRM],
  case: null,
  version: 'v1',
};
const ofOfficer: Standing = {
  ...standing,
  resident: null,
  guardianOf: [],
  household: null,
  represents: [],
  case: {
    id: 'case_1',
    agency: AGENCY,
    purposes: ['social-assistance'],
    subjects: ['res_zhou', 'hh_2', FIRM],
    exp: NOW / 1000 + 1,
  },
};
const parent: Namer = { principal: PARENT, standing, purpose: 'self-service', now: NOW };
const officer: Namer = { principal: OFFICER, standing: ofOfficer, purpose: 'social-assistance', now: NOW };

it.each<[string, Namer, string, string, boolean]>([
  ['themselves', parent, 'Resident', 'res_parent', true],
  ['their child', parent, 'Resident', 'res_bo', true],
  ['their household', parent, 'Household', 'hh_1', true],
  ['the firm that they represent', parent, 'LegalEntity', FIRM, true],
  ['no stranger', parent, 'Resident', 'res_zhou', false],
  ['no other household', parent, 'Household', 'hh_2', false],
  ['no other firm', parent, 'LegalEntity', '91220100MA0Y1A2B3D', false],
  ['their household as no person', parent, 'Resident', 'hh_1', false],
  ['nothing of a type that nobody stands for', parent, 'constructor', 'name', false],
  ['themselves by the token alone', { ...parent, standing: null }, 'Resident', 'res_parent', true],
  ['their child not while government is not heard', { ...parent, standing: null }, 'Resident', 'res_bo', false],
  ['a person of their case', officer, 'Resident', 'res_zhou', true],
  ['a household of their case', officer, 'Household', 'hh_2', true],
  ['a firm of their case', officer, 'LegalEntity', FIRM, true],
  ['a household of their case as no person', officer, 'Resident', 'hh_2', false],
  ['nobody beside their case', officer, 'Resident', 'res_bo', false],
  ['nobody from the moment it ends', { ...officer, now: NOW + 1_000 }, 'Resident', 'res_zhou', false],
  ['nobody for another purpose', { ...officer, purpose: 'tax' }, 'Resident', 'res_zhou', false],
  ['nobody without a purpose', { ...officer, purpose: null }, 'Resident', 'res_zhou', false],
  [
    'nobody for another agency',
    { ...officer, principal: { ...OFFICER, agency: '11220100MB1C101567' } },
    'Resident',
    'res_zhou',
    false,
  ],
])('a caller names to a vendor %s', (_, namer, type, key, may) => {
  expect(namingRule(namer)?.(type, key)).toBe(may);
});

it('nobody is named who is asked for without signing in', () => {
  expect(namingRule({ ...parent, principal: ANONYMOUS })).toBeNull();
});
