import { agencies } from './agencies.ts';
import type { Hospital, LegalEntity, LegalEntityKind, Place, Resident, School } from './city.ts';
import type { CodeMint } from './codes.ts';
import { DEMO_ENTITIES, PORTRAITS } from './demo/demo-people.ts';
import { districts, divisions, factsOf, villages } from './divisions/divisions.ts';
import type { Surveyor } from './land.ts';
import { firmName } from './names.ts';
import type { Random } from './random.ts';

export interface Institutions {
  readonly legalEntities: readonly LegalEntity[];
  readonly schools: readonly School[];
  readonly hospitals: readonly Hospital[];
}

const SPECIALTIES = [
  'internal medicine',
  'surgery',
  'pediatrics',
  'obstetrics',
  'cardiology',
  'ophthalmology',
  'dentistry',
  'geriatrics',
];

/** Kinds of firm, the share of residents that is one, and how they are named and classed (GB/T 4754). */
const FIRMS: readonly { kind: LegalEntityKind; least: number; share: number; what: string; industryCode: string }[] = [
  { kind: 'shop', least: 20, share: 1 / 120, what: '超市', industryCode: 'F5212' },
  { kind: 'manufacturer', least: 12, share: 1 / 400, what: '制造有限公司', industryCode: 'C3660' },
  { kind: 'farm', least: 12, share: 1 / 300, what: '农业专业合作社', industryCode: 'A0112' },
  { kind: 'developer', least: 4, share: 1 / 3000, what: '房地产开发有限公司', industryCode: 'K7010' },
  { kind: 'utility', least: 5, share: 1 / 5000, what: '公用事业有限公司', industryCode: 'D4430' },
  { kind: 'vendor', least: 4, share: 1 / 4000, what: '科技有限公司', industryCode: 'I6513' },
  { kind: 'bank', least: 6, share: 1 / 5000, what: '农村商业银行', industryCode: 'J6623' },
  { kind: 'insurer', least: 3, share: 1 / 10_000, what: '农业保险有限公司', industryCode: 'J6820' },
  { kind: 'carrier', least: 5, share: 1 / 2000, what: '物流有限公司', industryCode: 'G5432' },
];

const DISHONEST = { IN_OPERATION: 0.94, REVOKED: 0.97 } as const;
const UNLICENSED = 0.03;

export function foundInstitutions(
  mint: CodeMint,
  land: Surveyor,
  adults: readonly Resident[],
  population: number,
  random: Random,
): Institutions {
  const legalEntities: LegalEntity[] = [];
  const schools: School[] = [];
  const hospitals: Hospital[] = [];
  const found = (
    kind: LegalEntityKind,
    name: string,
    industryCode: string,
    village: string,
    given: { uscc?: string; representative?: string; settled?: boolean } = {},
  ): { entity: LegalEntity; place: Place } => {
    const uscc = given.uscc ?? mint.uscc(kind === 'school' || kind === 'hospital' ? '12' : '91');
    const placeKind = kind === 'school' || kind === 'hospital' || kind === 'agency' ? kind : 'firm';
    const place = land.build(`entity ${uscc}`, placeKind, village, [{ uscc }], { label: name });
    const luck = given.settled || placeKind !== 'firm' ? 0 : random.next();
    const entity: LegalEntity = {
      uscc,
      name,
      kind,
      industryCode,
      status: luck < DISHONEST.IN_OPERATION ? 'IN_OPERATION' : luck < DISHONEST.REVOKED ? 'REVOKED' : 'DEREGISTERED',
      place: place.id,
      representative: given.representative ?? random.pick(adults).id,
      licensed: given.settled || placeKind !== 'firm' || !random.chance(UNLICENSED),
    };
    legalEntities.push(entity);
    return { entity, place };
  };
  const somewhere = (): string => random.pick(villages).code;
  const centre = villages[0]?.code ?? '';

  for (const { uscc, name } of agencies) found('agency', name, 'S9221', centre, { uscc });
  found('shop', '长春市启明便民超市', 'F5212', centre, {
    uscc: DEMO_ENTITIES.shop,
    representative: PORTRAITS['shop-owner'].resident,
    settled: true,
  });
  found('bank', '长春春城农村商业银行', 'J6623', centre, {
    uscc: DEMO_ENTITIES.bank,
    representative: PORTRAITS.lender.resident,
    settled: true,
  });
  found('farm', '长春满仓农业专业合作社', 'A0112', villageOf('220122'), {
    uscc: DEMO_ENTITIES.cooperative,
    representative: PORTRAITS.farmer.resident,
    settled: true,
  });
  for (const { kind, least, share, what, industryCode } of FIRMS) {
    const count = Math.max(least, Math.round(population * share));
    for (let n = 0; n < count; n++)
      found(kind, firmName(random, what), industryCode, somewhere(), { settled: n === 0 || kind === 'utility' });
  }

  const openSchool = (stage: School['stage'], name: string, catchment: readonly string[], uscc?: string): void => {
    const village = catchment[0] ?? centre;
    const { entity, place } = found('school', name, 'P8321', village, uscc ? { uscc } : {});
    const number = schools.length + 1;
    schools.push({
      code: `${village.slice(0, 6)}${{ primary: '1', junior: '2', senior: '3' }[stage]}${String(number).padStart(5, '0')}`,
      uscc: entity.uscc,
      name,
      stage,
      place: place.id,
      catchment,
      capacity: stage === 'primary' ? random.int(2, 6) * 40 : random.int(4, 12) * 50,
    });
  };
  const streets = divisions.filter(({ level }) => level === 'street');
  const villagesOf = (codes: readonly string[]): string[] =>
    villages.filter(({ code }) => codes.some((prefix) => code.startsWith(prefix))).map(({ code }) => code);
  streets.forEach(({ code, name }, n) => {
    const catchment = villagesOf([code]);
    if (catchment.length > 0)
      openSchool('primary', `${name}中心小学`, catchment, n === 0 ? DEMO_ENTITIES.school : undefined);
  });
  for (const district of districts) {
    const own = streets.filter(({ parent }) => parent === district.code).map(({ code }) => code);
    for (let at = 0; at < own.length; at += 3) {
      const catchment = villagesOf(own.slice(at, at + 3));
      if (catchment.length > 0) openSchool('junior', `${district.name}第${at / 3 + 1}初级中学`, catchment);
    }
    openSchool('senior', `${district.name}高级中学`, villagesOf([district.code]));
  }

  const openHospital = (name: string, level: Hospital['level'], beds: number, village: string, uscc?: string): void => {
    const { entity } = found('hospital', name, 'Q8411', village, uscc ? { uscc } : {});
    const specialties = level.startsWith('3') ? SPECIALTIES : SPECIALTIES.slice(0, 4);
    hospitals.push({ uscc: entity.uscc, level, beds, specialties });
  };
  openHospital('长春市示范人民医院', '3A', 1800, centre, DEMO_ENTITIES.hospital);
  for (const { code, name } of districts) {
    const { urban } = factsOf(code);
    openHospital(`${name}人民医院`, urban ? '3B' : '2A', random.int(3, 9) * 100, villageOf(code));
    openHospital(`${name}社区卫生服务中心`, '1', random.int(2, 6) * 10, villageOf(code));
  }
  return { legalEntities, schools, hospitals };
}

const villageOf = (district: string): string => villages.find(({ code }) => code.startsWith(district))?.code ?? '';
