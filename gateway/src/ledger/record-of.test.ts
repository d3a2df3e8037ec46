import { ANONYMOUS, type Standing, subjectHash } from '@citygraph/contract';
import { expect, it } from '@jest/globals';
import { type Evidence, recordOf } from './evidence.ts';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const SECRET = new Uint8Array(32).fill(4);
const AGENCY = '11220100MB1C101566';
const PROJECT = '2609-220102-04-01-123456';
const standing: Standing = {
  resident: null,
  guardianOf: [],
  household: null,
  dwelling: null,
  represents: [],
  case: {
    id: 'case_1',
    agency: AGENCY,
    purposes: ['project-approval'],
    subjects: [PROJECT, 'res_zhou'],
    exp: NOW / 1_000 + 1,
  },
  version: 'v1',
};
const evidence: Evidence = {
  principal: { ...ANONYMOUS, subject: 'sub-officer', agency: AGENCY, roles: ['officer'] },
  standing,
  purpose: 'project-approval',
  organisation: null,
  grants: [],
  operation: 'SiteReview',
  isMutation: false,
  document: 'd',
  variables: {},
  coordinates: ['LegalEntity.invoiceTurnover'],
  receivers: [],
  disclosed: { subjects: ['91220100MA1C300226'], rows: 1 },
  announced: null,
};
const subjectsOf = (more: Partial<Evidence>) =>
  recordOf({ ...evidence, ...more }, new Uint8Array(), SECRET, NOW).subjects;
const firm = subjectHash(SECRET, 'LegalEntity', '91220100MA1C300226');

it('is filed under the project that an officer looked at it for, beside whose it is', () => {
  expect(subjectsOf({})).toEqual([firm, subjectHash(SECRET, 'ParallelApprovalCase', PROJECT)].sort());
});

it.each<[string, Partial<Evidence>]>([
  ['for another purpose', { purpose: 'self-service' }],
  ['on no case', { standing: { ...standing, case: null } }],
])('is filed under no project when somebody looks %s', (_, more) => {
  expect(subjectsOf(more)).toEqual([firm]);
});
