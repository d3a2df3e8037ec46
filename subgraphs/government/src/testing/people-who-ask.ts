import type { Viewer } from '@citygraph/contract';
import { anonymous, officer, resident } from '@citygraph/kit/testing';
import { CIVIL_AFFAIRS, GRANS_SHOP, NOW } from './two-families.ts';

const HOSPITAL = '12220100MB1C20012L';
const exp = NOW.getTime() / 1000 + 86_400;
const socialCase = {
  id: 'case-ada',
  agency: CIVIL_AFFAIRS,
  purposes: ['social-assistance' as const],
  subjects: ['hh_ada', 'res_ada'],
  exp,
};

/** Everybody who might ask about Ada's family, by what they are to it. */
export const asks = {
  nobody: anonymous(),
  ada: resident('res_ada', { guardianOf: ['res_bo', 'res_cy'], household: 'hh_ada', dwelling: 'plc_ada' }),
  dan: resident('res_dan', { household: 'hh_ada', dwelling: 'plc_ada' }),
  gran: resident('res_gran', { household: 'hh_gran', dwelling: 'plc_gran', represents: [GRANS_SHOP] }),
  eve: resident('res_eve', { guardianOf: ['res_fay'], household: 'hh_eve', dwelling: 'plc_eve' }),
  caseOfficer: officer({ agency: CIVIL_AFFAIRS, purpose: 'social-assistance', case: socialCase }),
  officerWithoutCase: officer({ agency: CIVIL_AFFAIRS, purpose: 'social-assistance' }),
  officerWithoutPurpose: officer({ agency: CIVIL_AFFAIRS, case: socialCase }),
  officerWithOtherPurpose: officer({ agency: CIVIL_AFFAIRS, purpose: 'tax', case: socialCase }),
  officerOfOtherAgency: officer({ agency: '11220100MB1C10789L', purpose: 'social-assistance', case: socialCase }),
  officerOfOtherTown: officer({
    agency: CIVIL_AFFAIRS,
    purpose: 'social-assistance',
    case: socialCase,
    divisionPrefix: '220182',
  }),
  officerOfThisTown: officer({
    agency: CIVIL_AFFAIRS,
    purpose: 'social-assistance',
    case: socialCase,
    divisionPrefix: '220102',
  }),
  doctorOfBo: officer({
    agency: HOSPITAL,
    roles: ['doctor'],
    purpose: 'medical-treatment',
    case: { id: 'case-bo', agency: HOSPITAL, purposes: ['medical-treatment'], subjects: ['res_bo'], exp },
  }),
} as const satisfies Record<string, Viewer>;

export type Asker = keyof typeof asks;
