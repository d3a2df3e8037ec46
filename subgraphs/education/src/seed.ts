import {
  type City,
  type School as CitySchool,
  ELDER_CHILD,
  opaqueId,
  type Resident,
  YOUNGER_CHILD,
} from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Address } from './address/address.entity.ts';
import { Enrolment, type EnrolmentStatus } from './enrolment/enrolment.entity.ts';
import { ageAtEntry } from './enrolment/enrolment.rules.ts';
import { Pupil } from './enrolment/pupil.entity.ts';
import { LearningResource } from './learning-resource/learning-resource.entity.ts';
import { Catchment } from './school/catchment.entity.ts';
import { Intake } from './school/intake.entity.ts';
import { School, type Stage } from './school/school.entity.ts';

const SUBJECTS = { chinese: '语文', mathematics: '数学', english: '英语', science: '科学', arts: '艺术' } as const;

interface Place {
  readonly school: CitySchool;
  readonly stage: Stage;
}

/** Schools with their catchments, every child of school age at the school of its dwelling, and a shelf of resources. */
export async function seedEducation(em: EntityManager, city: City): Promise<void> {
  const year = Number(city.asOf.slice(0, 4)) - (city.asOf.slice(5) < '09-01' ? 1 : 0);
  const villageOf = new Map(city.places.map(({ id, division }) => [id, division]));
  const dwellingOf = new Map(city.households.map(({ id, dwelling }) => [id, dwelling]));
  const schoolAt = new Map(
    city.schools.flatMap((school) =>
      school.catchment.map((village) => [`${village} ${school.stage}`, school] as const),
    ),
  );

  const pupils = city.residents.filter(({ birthDate }) => between(ageAtEntry(birthDate, String(year)), 3, 17));
  const placeOf = (pupil: Resident, academicYear: number): Place | null => {
    const stage = stageAt(ageAtEntry(pupil.birthDate, String(academicYear)));
    const school = stage && schoolAt.get(`${villageOf.get(dwellingOf.get(pupil.household) ?? '')} ${stage}`);
    return stage && school ? { school, stage } : null;
  };
  const enrolments = pupils.flatMap((pupil) => enrolmentsOf(pupil, year, placeOf));
  const entrants = new Map<string, number>();
  for (const { schoolCode, academicYear, entry } of enrolments) {
    if (entry) entrants.set(`${schoolCode} ${academicYear}`, (entrants.get(`${schoolCode} ${academicYear}`) ?? 0) + 1);
  }

  await insertRows(
    em,
    Address,
    city.places.map(({ id, division }) => ({ placeId: id, villageCode: division })),
  );
  await insertRows(
    em,
    School,
    city.schools.map(({ code, uscc, name, stage, place }) => ({
      code,
      uscc,
      name,
      stage,
      placeId: place,
      villageCode: villageOf.get(place) ?? '',
    })),
  );
  await insertRows(
    em,
    Catchment,
    city.schools.flatMap(({ code, stage, catchment }) =>
      catchment.map((villageCode) => ({ villageCode, stage, schoolCode: code })),
    ),
  );
  await insertRows(
    em,
    Intake,
    city.schools.flatMap(({ code, capacity }) =>
      [year, year + 1].map((academicYear) => {
        const taken = entrants.get(`${code} ${academicYear}`) ?? 0;
        return { schoolCode: code, academicYear: String(academicYear), places: Math.max(capacity, taken), taken };
      }),
    ),
  );
  await insertRows(
    em,
    Pupil,
    pupils.map(({ id, birthDate, idNumber }) => ({
      residentId: id,
      birthDate,
      studentNumber: ageAtEntry(birthDate, String(year)) >= 6 ? `G${idNumber}` : null,
    })),
  );
  await insertRows(
    em,
    Enrolment,
    enrolments.map(({ entry: _, ...row }) => row),
  );
  await insertRows(em, LearningResource, resources(city));
}

interface SeededEnrolment {
  readonly id: string;
  readonly residentId: string;
  readonly schoolCode: string;
  readonly academicYear: string;
  readonly openYear: string;
  readonly status: EnrolmentStatus;
  readonly submittedBy: null;
  readonly submittedAt: null;
  /** First year at this school. */
  readonly entry: boolean;
}

function enrolmentsOf(
  pupil: Resident,
  running: number,
  placeOf: (pupil: Resident, academicYear: number) => Place | null,
): SeededEnrolment[] {
  return [running - 1, running].flatMap((academicYear) => {
    const place = placeOf(pupil, academicYear);
    if (!place) return [];
    const before = placeOf(pupil, academicYear - 1);
    return {
      id: opaqueId('enr_', `enrolment ${pupil.id}/${academicYear}`),
      residentId: pupil.id,
      schoolCode: place.school.code,
      academicYear: String(academicYear),
      openYear: String(academicYear),
      status: statusOf(pupil, academicYear, running),
      submittedBy: null,
      submittedAt: null,
      entry: before?.stage !== place.stage,
    };
  });
}

/** The demo parent's younger child has just been accepted; everybody else's place is settled. */
function statusOf({ id }: Resident, academicYear: number, running: number): EnrolmentStatus {
  return id === YOUNGER_CHILD.id && id !== ELDER_CHILD.id && academicYear === running ? 'ACCEPTED' : 'ENROLLED';
}

const between = (value: number, low: number, high: number): boolean => value >= low && value <= high;

/** Six years of primary, three of junior, three of senior school. */
function stageAt(age: number): Stage | null {
  if (between(age, 6, 11)) return 'primary';
  if (between(age, 12, 14)) return 'junior';
  return between(age, 15, 17) ? 'senior' : null;
}

function resources(city: City) {
  const vendors = city.legalEntities.filter(({ kind }) => kind === 'vendor' || kind === 'school').slice(0, 20);
  const random = city.random('education resources');
  return Object.entries(SUBJECTS).flatMap(([subject, title]) =>
    Array.from({ length: 12 }, (_, i) => {
      const grade = String(i + 1);
      return {
        id: `lr_${subject}_${grade}`,
        title: `${title} 第${grade}年级 数字课程`,
        providerUscc: random.pick(vendors).uscc,
        launchUrl: `https://courses.example/lti/${subject}/${grade}`,
        competency: `${subject} grade ${grade}`,
        subject,
        grade,
      };
    }),
  );
}
