import type { Guardianship, Household, Resident } from './city.ts';
import type { CodeMint } from './codes.ts';
import { districtFacts, villages } from './divisions/divisions.ts';
import type { Surveyor } from './land.ts';
import { personName } from './names.ts';
import { opaqueId } from './opaque-id.ts';
import type { Random } from './random.ts';

/** One person of a household to be registered. */
export interface Newcomer {
  readonly id: string;
  readonly name: string;
  readonly sex: 'F' | 'M';
  readonly birthDate: string;
  /** Guardians of this minor, by their place in the household. */
  readonly wardOf?: readonly number[];
}

export interface Register {
  readonly residents: readonly Resident[];
  readonly households: readonly Household[];
  readonly guardianships: readonly Guardianship[];
  /** Adults by household order: who may represent firms. */
  readonly adults: readonly Resident[];
  settle(name: string, village: string, people: readonly Newcomer[], lowIncome?: boolean): Household;
}

export function register(asOf: string, mint: CodeMint, land: Surveyor, random: Random): Register {
  const residents: Resident[] = [];
  const households: Household[] = [];
  const guardianships: Guardianship[] = [];
  const adults: Resident[] = [];
  return {
    residents,
    households,
    guardianships,
    adults,
    settle(name, village, people, lowIncome = false) {
      const id = opaqueId('hh_', `household ${name}`);
      const owner = people[0]?.id ?? '';
      const { id: dwelling } = land.build(`${name}/dwelling`, 'dwelling', village, [{ resident: owner }]);
      for (const person of people) {
        const { sex, birthDate, wardOf = [] } = person;
        const resident: Resident = {
          id: person.id,
          idNumber: mint.residentIdNumber(village, birthDate, sex, random),
          name: person.name,
          birthDate,
          sex,
          household: id,
          card: opaqueId('card_', `citizen-card ${person.id}`),
        };
        residents.push(resident);
        if (ageOn(birthDate, asOf) >= 18) adults.push(resident);
        for (const at of wardOf) guardianships.push({ guardian: people[at]?.id ?? '', ward: person.id });
      }
      const household: Household = { id, members: people.map((person) => person.id), dwelling, lowIncome };
      households.push(household);
      return household;
    },
  };
}

/** Fills the city to `population` with families that look like a city's: one to six people, one to three generations. */
export function settleFamilies(
  { residents, settle }: Register,
  asOf: string,
  population: number,
  random: Random,
): void {
  const pickVillage = villagePicker(random);
  const year = Number(asOf.slice(0, 4));
  for (let n = 0; residents.length < population; n++) {
    const name = `household ${n}`;
    settle(name, pickVillage(), family(name, year, asOf, random), random.chance(0.03));
  }
}

function family(name: string, year: number, asOf: string, random: Random): Newcomer[] {
  const people: Newcomer[] = [];
  const add = (sex: 'F' | 'M', born: number, surname?: string, wardOf?: readonly number[]): Newcomer => {
    const person: Newcomer = {
      id: opaqueId('res_', `${name}/${people.length}`),
      name: personName(random, sex, surname),
      sex,
      birthDate: earlier(birthDay(born, random), asOf),
      ...(wardOf ? { wardOf } : {}),
    };
    people.push(person);
    return person;
  };
  const children = (born: number, surname: string, parents: readonly number[]): void => {
    for (let i = random.int(1, 2); i > 0; i--) {
      const birth = Math.min(born + random.int(24, 34), year);
      const ward = year - birth <= 18 ? parents : undefined;
      add(random.chance(0.5) ? 'F' : 'M', birth, surname, ward);
    }
  };
  const kind = random.next();
  if (kind < 0.22) {
    add(random.chance(0.5) ? 'F' : 'M', year - random.int(20, 88));
    return people;
  }
  const born = year - (kind < 0.45 ? random.int(50, 85) : random.int(27, 50));
  const head = add('M', born);
  const surname = head.name.slice(0, 1);
  if (kind >= 0.92) {
    children(born, surname, [0]);
    return dropGrown(people, asOf);
  }
  add('F', born + random.int(-3, 3));
  if (kind >= 0.45) children(born, surname, [0, 1]);
  if (kind >= 0.8) add(random.chance(0.6) ? 'F' : 'M', born - random.int(24, 30), surname);
  return dropGrown(people, asOf);
}

/** A child that has grown up needs no guardian any more. */
const dropGrown = (people: readonly Newcomer[], asOf: string): Newcomer[] =>
  people.map(({ wardOf, ...person }) =>
    wardOf && ageOn(person.birthDate, asOf) < 18 ? { ...person, wardOf } : person,
  );

const birthDay = (year: number, random: Random): string =>
  `${year}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`;

/** Nobody is born after the day the city is seen on. */
const earlier = (day: string, asOf: string): string =>
  day < asOf ? day : `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;

export const ageOn = (birthDate: string, day: string): number =>
  Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (birthDate.slice(5) > day.slice(5) ? 1 : 0);

function villagePicker(random: Random): () => string {
  const byDistrict = new Map<string, string[]>();
  for (const { code } of villages)
    byDistrict.set(code.slice(0, 6), [...(byDistrict.get(code.slice(0, 6)) ?? []), code]);
  const wheel = Object.entries(districtFacts).flatMap(([code, { weight }]) =>
    Array<string>(Math.round(weight / 5)).fill(code),
  );
  return () => random.pick(byDistrict.get(random.pick(wheel)) ?? []);
}
