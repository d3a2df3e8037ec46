import { CityGraphError } from '@citygraph/contract';
import type { Stage } from '../school/school.entity.ts';

/** Age reached by 31 August of the year of entry: the Compulsory Education Law sets six for primary school; five and three years later the next stages. */
const ENTRY_AGE: Readonly<Record<Stage, number>> = { primary: 6, junior: 12, senior: 15 };
/** How much older an entrant may be than the entry age. */
const GRACE_YEARS = 3;
/** Senior schools admit by examination from the whole city. */
const BY_CATCHMENT: ReadonlySet<Stage> = new Set(['primary', 'junior']);

const refuse = (argument: string, message: string): never => {
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
};

/** Places are given for the academic year that runs and for the next one. */
export function assertOpenForApplications(academicYear: string, running: number): void {
  const year = Number(academicYear);
  if (year !== running && year !== running + 1) {
    refuse('academicYear', `applications are taken for ${running} and ${running + 1}, not for ${academicYear}.`);
  }
}

/** Whole years on 31 August of the year. */
export function ageAtEntry(birthDate: string, academicYear: string): number {
  return Number(academicYear) - Number(birthDate.slice(0, 4)) - (birthDate.slice(5) > '08-31' ? 1 : 0);
}

export function assertEntryAge(stage: Stage, birthDate: string, academicYear: string): void {
  const [age, least] = [ageAtEntry(birthDate, academicYear), ENTRY_AGE[stage]];
  if (age < least)
    refuse('residentId', `the child is ${age} on 31 August ${academicYear}; ${stage} school begins at ${least}.`);
  if (age > least + GRACE_YEARS) refuse('residentId', `at ${age} the child is too old to enter ${stage} school.`);
}

/** Compulsory education is given where the child lives. */
export function assertInCatchment(stage: Stage, schoolCode: string, catchmentSchool: string | null): void {
  if (!BY_CATCHMENT.has(stage) || schoolCode === catchmentSchool) return;
  refuse(
    'schoolCode',
    catchmentSchool === null
      ? 'your dwelling lies in no known catchment; ask the Education Bureau.'
      : `your dwelling lies in the catchment of ${catchmentSchool}, not of ${schoolCode}.`,
  );
}
