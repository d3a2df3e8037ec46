import { ageOn, type City, opaqueId, type Random, type Resident, YOUNGER_CHILD } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { publishSlots } from './appointment/publish-slots.ts';
import { Timetable } from './appointment/timetable.entity.ts';
import { Coverage } from './coverage/coverage.entity.ts';
import { DiseaseCount } from './disease-count/disease-count.entity.ts';
import { ElderCareAssessment } from './elder-care/elder-care-assessment.entity.ts';
import { Encounter } from './encounter/encounter.entity.ts';
import { ICD_10, SNOMED_CT } from './health-record/coded-concept.ts';
import { HealthRecord } from './health-record/health-record.entity.ts';
import { Practitioner } from './health-record/practitioner.entity.ts';
import { RecordConcept } from './health-record/record-concept.entity.ts';
import { Hospital } from './hospital/hospital.entity.ts';
import { Immunization } from './immunization/immunization.entity.ts';
import { SCHEDULE, VACCINES } from './immunization/immunization-schedule.rules.ts';

const REASONS = [
  ['J06', '急性上呼吸道感染'],
  ['K29', '胃炎'],
  ['I10', '原发性高血压'],
  ['E11', '2型糖尿病'],
  ['M54', '背痛'],
  ['Z00', '一般检查'],
] as const;
const ALLERGIES = [
  ['91936005', '青霉素过敏'],
  ['91935009', '花生过敏'],
  ['232350006', '尘螨过敏'],
] as const;
const LONG_TERM = REASONS.slice(2, 4);
const BRACKETS = ['0-100', '100-300', '300-600', '600+'] as const;
const CARE_LEVELS = ['ABLE', 'ABLE', 'MILD', 'MODERATE', 'SEVERE', 'TOTAL'] as const;
const DAY_MS = 86_400_000;
const WEEKS = 8;

/** Hospitals with timetables and two weeks of slots, and a record for every resident, in what a city of that age would have. */
export async function seedHealth(em: EntityManager, city: City): Promise<void> {
  const asOf = new Date(`${city.asOf}T09:00:00+08:00`);
  const random = city.random('health');
  const villageOf = new Map(city.places.map(({ id, division }) => [id, division]));
  const placeOf = new Map(city.legalEntities.map(({ uscc, place }) => [uscc, place]));
  const hospitals = city.hospitals.map(({ uscc, level, beds }) => ({
    uscc,
    division: villageOf.get(placeOf.get(uscc) ?? '') ?? '',
    level,
    beds,
    availableBeds: random.int(0, Math.round(beds * 0.2)),
    reportedAt: asOf,
  }));
  await insertRows(em, Hospital, hospitals);
  await insertRows(
    em,
    Timetable,
    city.hospitals.flatMap(({ uscc, specialties }) => timetables(uscc, specialties, random)),
  );
  const practitioners = hospitals.flatMap(({ uscc }, n) =>
    Array.from({ length: 3 }, (_, i) => ({
      id: `doc_${String(n * 3 + i).padStart(5, '0')}`,
      name: random.pick(city.residents).name,
      organizationUscc: uscc,
    })),
  );
  await insertRows(em, Practitioner, practitioners);
  await insertRows(em, DiseaseCount, diseaseCounts(city, asOf, random));

  const record = ({ id }: Resident): string => opaqueId('hr_', `health record ${id}`);
  await insertRows(
    em,
    HealthRecord,
    city.residents.map((resident) => ({
      id: record(resident),
      residentId: resident.id,
      familyDoctorId: random.chance(0.6) ? random.pick(practitioners).id : null,
    })),
  );
  await insertRows(
    em,
    RecordConcept,
    city.residents.flatMap((resident) => concepts(resident, record(resident), city.asOf, random)),
  );
  await insertRows(
    em,
    Encounter,
    city.residents.flatMap((resident) => encounters(resident, hospitals, asOf, random)),
  );
  await insertRows(
    em,
    Immunization,
    city.residents.flatMap((resident) => immunizations(resident, city.asOf, random)),
  );
  await insertRows(
    em,
    Coverage,
    city.residents.map((resident) => coverage(resident, city.asOf, random)),
  );
  await insertRows(
    em,
    ElderCareAssessment,
    city.residents
      .filter(({ birthDate }) => ageOn(birthDate, city.asOf) >= 65)
      .map(({ id }) => ({
        residentId: id,
        level: random.pick(CARE_LEVELS),
        assessedAt: day(asOf, random.int(10, 700)),
      })),
  );
  await publishSlots(em, asOf);
}

const day = (from: Date, ago: number): string => new Date(from.getTime() - ago * DAY_MS).toISOString().slice(0, 10);

function timetables(providerUscc: string, specialties: readonly string[], random: Random) {
  return specialties.flatMap((specialty) => {
    const first = random.int(1, 5);
    return [...new Set([first, ((first + 1) % 5) + 1])].map((weekday) => ({
      providerUscc,
      specialty,
      weekday,
      firstMinute: random.pick([8 * 60, 9 * 60, 13 * 60 + 30]),
      slotMinutes: 30,
      slots: 4,
    }));
  });
}

function concepts({ id, birthDate }: Resident, recordId: string, asOf: string, random: Random) {
  const rows: {
    id: string;
    recordId: string;
    kind: 'ALLERGY' | 'CONDITION';
    system: string;
    code: string;
    display: string;
  }[] = [];
  const add = (kind: 'ALLERGY' | 'CONDITION', system: string, [code, display]: readonly [string, string]): void => {
    rows.push({ id: opaqueId('con_', `concept ${id}/${code}`), recordId, kind, system, code, display });
  };
  if (random.chance(0.08)) add('ALLERGY', SNOMED_CT, random.pick(ALLERGIES));
  if (ageOn(birthDate, asOf) > 50 && random.chance(0.4)) add('CONDITION', ICD_10, random.pick(LONG_TERM));
  return rows;
}

function encounters({ id, birthDate }: Resident, hospitals: readonly { uscc: string }[], asOf: Date, random: Random) {
  return Array.from({ length: random.int(0, 3) }, (_, i) => {
    const [reasonCode, reasonDisplay] = random.pick(REASONS);
    const startAt = new Date(asOf.getTime() - random.int(1, 900) * DAY_MS - random.int(0, 8) * 3_600_000);
    return {
      id: opaqueId('enc_', `encounter ${id}/${i}`),
      residentId: id,
      providerUscc: random.pick(hospitals).uscc,
      startAt,
      reasonCode,
      reasonDisplay,
    };
  }).filter(({ startAt }) => startAt.toISOString().slice(0, 10) > birthDate);
}

/** Children have what their age asks for; every twentieth has missed a dose, never the demo parent's younger child. */
function immunizations({ id, birthDate }: Resident, asOf: string, random: Random) {
  if (ageOn(birthDate, asOf) >= 18) return [];
  const missed = random.chance(0.05) && id !== YOUNGER_CHILD.id ? random.pick(VACCINES) : null;
  const born = Date.parse(`${birthDate}T00:00:00Z`);
  return VACCINES.flatMap((vaccine) =>
    SCHEDULE[vaccine].months
      .map((months, i) => ({
        id: opaqueId('imm_', `dose ${id}/${vaccine}/${i + 1}`),
        residentId: id,
        vaccine,
        dose: i + 1,
        occurrence: new Date(born + Math.round(months * 30.44 + 3) * DAY_MS).toISOString().slice(0, 10),
        lotNumber: `L${random.int(100_000, 999_999)}`,
      }))
      .filter(
        ({ occurrence, dose }) =>
          occurrence < asOf && !(vaccine === missed && dose === SCHEDULE[vaccine].months.length),
      ),
  );
}

function coverage({ id, birthDate }: Resident, asOf: string, random: Random) {
  const works = ageOn(birthDate, asOf) >= 22 && random.chance(0.55);
  return {
    id: opaqueId('cov_', `coverage ${id}`),
    residentId: id,
    payor: '长春市医疗保障局',
    kind: works ? 'EMPLOYEE_BASIC' : 'RESIDENT_BASIC',
    contributionBracket: works ? random.pick(BRACKETS) : '0-100',
  };
}

function diseaseCounts(city: City, asOf: Date, random: Random) {
  const districts = city.divisions.filter(({ level }) => level === 'district');
  return districts.flatMap(({ code }) =>
    Array.from({ length: WEEKS }, (_, i) => ({
      division: code,
      week: isoWeek(new Date(asOf.getTime() - i * 7 * DAY_MS)),
      cases: random.int(0, 30),
    })),
  );
}

/** ISO 8601 week of a moment's UTC day: the week of its Thursday. */
function isoWeek(moment: Date): string {
  const thursday = new Date(moment);
  thursday.setUTCDate(moment.getUTCDate() + 4 - (moment.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const week = Math.ceil(((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS + 1) / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}
