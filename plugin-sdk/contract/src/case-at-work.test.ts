import { expect, it } from '@jest/globals';
import { caseAtWork } from './case-at-work.ts';
import { ANONYMOUS, type CaseAssignment, type Standing } from './principal.ts';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const AGENCY = '11220100MB1C101566';
const assigned: CaseAssignment = {
  id: 'case_1',
  agency: AGENCY,
  purposes: ['social-assistance'],
  subjects: ['res_zhou'],
  exp: NOW / 1000 + 1,
};
const standing: Standing = {
  resident: null,
  guardianOf: [],
  household: null,
  dwelling: null,
  represents: [],
  case: assigned,
  version: 'v1',
};
const officer = {
  principal: { ...ANONYMOUS, subject: 'sub-officer', agency: AGENCY },
  standing,
  purpose: 'social-assistance',
} as const;

it('an officer works on the case that is theirs', () => {
  expect(caseAtWork(officer, NOW)).toBe(assigned);
});

it.each<[string, Parameters<typeof caseAtWork>[0], number]>([
  ['it is over', officer, NOW + 1_000],
  ['it is another agency’s', { ...officer, principal: { ...officer.principal, agency: '11220100MB1C101567' } }, NOW],
  ['they work for no agency', { ...officer, principal: { ...officer.principal, agency: null } }, NOW],
  ['it is for another purpose', { ...officer, purpose: 'tax' }, NOW],
  ['they name no purpose', { ...officer, purpose: null }, NOW],
  ['the register has none of theirs', { ...officer, standing: { ...standing, case: null } }, NOW],
  ['government was not heard', { ...officer, standing: null }, NOW],
])('an officer works on no case when %s', (_, viewer, now) => {
  expect(caseAtWork(viewer, now)).toBeNull();
});
