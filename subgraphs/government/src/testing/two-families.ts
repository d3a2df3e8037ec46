import { residentIdCheckDigit } from '@citygraph/contract';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { AdminDivision } from '../admin-division/admin-division.entity.ts';
import { Agency } from '../agency/agency.entity.ts';
import { CaseAssignment } from '../case-assignment/case-assignment.entity.ts';
import { CitizenCard } from '../citizen-card/citizen-card.entity.ts';
import { Household } from '../household/household.entity.ts';
import { IncomeVerification } from '../household/income-verification.entity.ts';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { Parcel } from '../parcel/parcel.entity.ts';
import { RightsHolder } from '../parcel/rights-holder.entity.ts';
import { boundsOf } from '../parcel/within-area.rules.ts';
import { Place } from '../place/place.entity.ts';
import { Guardianship } from '../resident/guardianship.entity.ts';
import { Resident } from '../resident/resident.entity.ts';
import { Vehicle } from '../vehicle/vehicle.entity.ts';

/** The tests' day. */
export const NOW = new Date('2026-11-01T10:00:00+08:00');

export const CIVIL_AFFAIRS = '11220100MB1C101566';
/** Grandmother is its legal representative; it holds the second parcel. */
export const GRANS_SHOP = '91220100MA1C300226';
export const NANGUAN = '220102';
export const VILLAGE = '220102001001';

/**
 * Ada and Dan live with Bo (6); their Cy (9) is registered with grandmother Gran; Max, Ada's eldest, has come of age.
 * Eve lives next door with her Fay (7).
 */
export const people = {
  ada: person('res_ada', 'hh_ada', '阿达', '1988-05-04', 'F'),
  dan: person('res_dan', 'hh_ada', '阿丹', '1987-01-30', 'M'),
  max: person('res_max', 'hh_ada', '阿麦', '2008-11-01', 'M'),
  bo: person('res_bo', 'hh_ada', '阿波', '2020-03-15', 'M'),
  cy: person('res_cy', 'hh_gran', '阿西', '2017-07-21', 'F'),
  gran: person('res_gran', 'hh_gran', '老安', '1955-12-12', 'F'),
  eve: person('res_eve', 'hh_eve', '伊芙', '1990-09-09', 'F'),
  fay: person('res_fay', 'hh_eve', '伊菲', '2019-02-02', 'F'),
} as const;

const guardianships = [
  { guardianId: 'res_ada', wardId: 'res_max' },
  { guardianId: 'res_ada', wardId: 'res_bo' },
  { guardianId: 'res_ada', wardId: 'res_cy' },
  { guardianId: 'res_eve', wardId: 'res_fay' },
];

/** Three square parcels in a row, eastwards, each a thousandth of a degree wide and as far from the next. */
const parcels = [1, 2, 3].map((n) => {
  const west = 125.3 + n * 0.002;
  const ring = [
    [west, 43.88],
    [west + 0.001, 43.88],
    [west + 0.001, 43.881],
    [west, 43.881],
    [west, 43.88],
  ] as const;
  return {
    id: `prc_${n}`,
    realEstateUnitCode: `220102001001GB0000${n}F00010001`,
    landUseCode: '0701',
    areaM2: 8_900,
    ring: JSON.stringify(ring),
    ...boundsOf(ring),
    division: VILLAGE,
    placeId: n === 1 ? 'plc_ada' : null,
  };
});

export async function seedTwoFamilies(em: EntityManager): Promise<void> {
  await insertRows(em, AdminDivision, [
    { code: '220100', name: '长春市', level: 'city', parentCode: null, pilotTown: false },
    { code: NANGUAN, name: '南关区', level: 'district', parentCode: '220100', pilotTown: false },
    { code: VILLAGE, name: '样板社区', level: 'village', parentCode: NANGUAN, pilotTown: false },
  ]);
  await insertRows(em, Agency, [{ uscc: CIVIL_AFFAIRS, name: '长春市民政局', field: 'civil-affairs' }]);
  await insertRows(em, Resident, Object.values(people));
  await insertRows(em, Guardianship, guardianships);
  await insertRows(em, Household, [
    { id: 'hh_ada', dwellingId: 'plc_ada', division: VILLAGE },
    { id: 'hh_gran', dwellingId: 'plc_gran', division: VILLAGE },
    { id: 'hh_eve', dwellingId: 'plc_eve', division: VILLAGE },
  ]);
  await insertRows(em, Place, [
    { ...dwelling('plc_ada', '一号'), parcelId: 'prc_1' },
    dwelling('plc_gran', '二号'),
    dwelling('plc_eve', '三号'),
  ]);
  await insertRows(em, IncomeVerification, [
    {
      id: 'inc_ada',
      householdId: 'hh_ada',
      requestedByUscc: CIVIL_AFFAIRS,
      bracket: 'BELOW_SUBSISTENCE_LINE',
      decidedAt: NOW,
    },
  ]);
  await insertRows(em, CitizenCard, [
    { id: 'card_ada', residentId: 'res_ada', status: 'ACTIVE', functions: ['TRANSIT', 'PAYMENT'], division: VILLAGE },
    { id: 'card_bo', residentId: 'res_bo', status: 'ACTIVE', functions: ['LIBRARY'], division: VILLAGE },
  ]);
  await insertRows(em, Vehicle, [
    {
      vin: 'LFV2A21K6A3000017',
      electronicPlate: '吉A12345',
      class: 'passenger-car',
      ownerId: 'res_ada',
      division: VILLAGE,
    },
  ]);
  await insertRows(em, Parcel, parcels);
  await insertRows(em, LegalEntity, [
    {
      uscc: GRANS_SHOP,
      name: '老安商店',
      status: 'IN_OPERATION',
      industryCode: '5211',
      placeId: 'plc_gran',
      representativeId: 'res_gran',
      division: VILLAGE,
    },
  ]);
  await insertRows(em, RightsHolder, [
    { parcelId: 'prc_2', holder: GRANS_SHOP, kind: 'entity' },
    { parcelId: 'prc_1', holder: 'res_ada', kind: 'resident' },
    { parcelId: 'prc_1', holder: 'res_dan', kind: 'resident' },
  ]);
  await insertRows(em, CaseAssignment, [
    {
      id: 'case-ada',
      officer: 'sub-officer',
      agency: CIVIL_AFFAIRS,
      purposes: ['social-assistance'],
      subjects: ['hh_ada'],
      expiresAt: new Date('2027-11-01T00:00:00+08:00'),
    },
  ]);
}

/** `sequence`: two digits that tell people of one day and district apart. */
export function person(id: string, householdId: string, name: string, birthDate: string, sex: 'F' | 'M', sequence = 0) {
  const stem = `220102${birthDate.replaceAll('-', '')}${String(sequence).padStart(2, '0')}${sex === 'M' ? 1 : 2}`;
  return { id, idNumber: stem + residentIdCheckDigit(stem), name, birthDate, sex, householdId, division: VILLAGE };
}

function dwelling(id: string, addressText: string) {
  return {
    id,
    kind: 'dwelling',
    addressText,
    longitude: 125.32,
    latitude: 43.88,
    divisionCode: VILLAGE,
    parcelId: null,
  };
}
