import { ageOn, type City } from '@citygraph/city';
import type { IndicatorTheme } from './indicator-theme.ts';

/** What is counted in a division. Institutions are all there; residents and what is theirs are a sample of the city's share. */
export interface DivisionFacts {
  /** Share of the real city's residents that the sample is. */
  readonly scale: number;
  residents: number;
  under15: number;
  over64: number;
  households: number;
  lowIncome: number;
  vehicles: number;
  beds: number;
  schools: number;
  primaryPlaces: number;
  firms: number;
  parcelsM2: number;
  greenM2: number;
  farmedM2: number;
}

interface Figure {
  readonly theme: IndicatorTheme;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly method: string;
  /** `counted`: how many it is about; null: an area, which tells on nobody. */
  readonly figure: (facts: DivisionFacts) => { value: number; counted: number | null };
}

const SAMPLE = 'residents of the synthetic sample divided by its share of the city';

/** All but three tell as much as three do: a share counts the smaller side of it. */
const share = (part: number, whole: number) => ({
  value: (part / whole) * 100,
  counted: Math.min(part, whole - part),
});

export const FIGURES: readonly Figure[] = [
  {
    theme: 'HEALTH',
    code: 'HOSPITAL_BEDS',
    name: '每十万人医院床位数',
    unit: '1/100,000 residents',
    method: `beds of all hospitals; ${SAMPLE}`,
    figure: ({ beds, residents, scale }) => ({ value: (beds / (residents / scale)) * 100_000, counted: beds }),
  },
  {
    theme: 'EDUCATION',
    code: 'SCHOOLS',
    name: '每十万人中小学校数',
    unit: '1/100,000 residents',
    method: `all primary, junior and senior schools; ${SAMPLE}`,
    // Schools are known by name: a small number of them tells on nobody.
    figure: ({ schools, residents, scale }) => ({ value: (schools / (residents / scale)) * 100_000, counted: null }),
  },
  {
    theme: 'EDUCATION',
    code: 'PRIMARY_FIRST_YEAR_PLACES',
    name: '小学一年级招生计划数',
    unit: 'places',
    method: 'first-year places of all primary schools',
    figure: ({ primaryPlaces }) => ({ value: primaryPlaces, counted: null }),
  },
  {
    theme: 'POPULATION_AND_SOCIAL_CONDITIONS',
    code: 'RESIDENTS_UNDER_15',
    name: '15岁以下人口比例',
    unit: '%',
    method: 'residents under 15 of all residents of the sample',
    figure: ({ under15, residents }) => share(under15, residents),
  },
  {
    theme: 'POPULATION_AND_SOCIAL_CONDITIONS',
    code: 'RESIDENTS_OVER_64',
    name: '65岁及以上人口比例',
    unit: '%',
    method: 'residents of 65 or more of all residents of the sample',
    figure: ({ over64, residents }) => share(over64, residents),
  },
  {
    theme: 'POPULATION_AND_SOCIAL_CONDITIONS',
    code: 'LOW_INCOME_HOUSEHOLDS',
    name: '低收入家庭比例',
    unit: '%',
    method: 'households below the subsistence line of all households of the sample',
    figure: ({ lowIncome, households }) => share(lowIncome, households),
  },
  {
    theme: 'HOUSING',
    code: 'PERSONS_PER_HOUSEHOLD',
    name: '户均人口',
    unit: 'persons/household',
    method: 'residents divided by households of the sample',
    figure: ({ residents, households }) => ({ value: residents / households, counted: households }),
  },
  {
    theme: 'TRANSPORTATION',
    code: 'PERSONAL_VEHICLES',
    name: '每千人私人机动车数',
    unit: '1/1,000 residents',
    method: 'registered vehicles divided by residents of the sample',
    figure: ({ vehicles, residents }) => ({ value: (vehicles / residents) * 1000, counted: vehicles }),
  },
  {
    theme: 'ECONOMY',
    code: 'FIRMS_IN_OPERATION',
    name: '在营企业数',
    unit: 'firms',
    method: 'legal entities in operation whose code begins with 91',
    figure: ({ firms }) => ({ value: firms, counted: firms }),
  },
  {
    theme: 'URBAN_PLANNING',
    code: 'GREEN_AND_FIELD_SHARE',
    name: '绿地与农田占登记用地比例',
    unit: '%',
    method: 'area of registered parcels of classes 01 (fields) and 0810 (parks) of all registered parcels',
    figure: ({ greenM2, parcelsM2 }) => ({ value: (greenM2 / parcelsM2) * 100, counted: null }),
  },
  {
    theme: 'URBAN_AGRICULTURE_AND_FOOD_SECURITY',
    code: 'FARMED_AREA',
    name: '登记耕种面积',
    unit: 'ha',
    method: 'area of the registered parcels that farms have plots on',
    figure: ({ farmedM2 }) => ({ value: farmedM2 / 10_000, counted: null }),
  },
];

/** Facts of the city as a whole and of every district, by code. */
export function factsOfDivisions(city: City): ReadonlyMap<string, DivisionFacts> {
  const codes = ['220100', ...city.divisions.filter(({ level }) => level === 'district').map(({ code }) => code)];
  const facts = new Map(codes.map((code) => [code, nothing(city.scale)]));
  const add = (division: string | undefined, fact: keyof Omit<DivisionFacts, 'scale'>, by = 1): void => {
    for (const code of ['220100', division?.slice(0, 6) ?? '']) {
      const known = facts.get(code);
      if (known) known[fact] += by;
    }
  };
  const divisionOf = new Map(city.places.map(({ id, division }) => [id, division]));
  const homeOf = new Map(city.households.map(({ id, dwelling }) => [id, divisionOf.get(dwelling)]));
  const livesIn = new Map(city.residents.map(({ id, household }) => [id, homeOf.get(household)]));
  for (const { id, birthDate } of city.residents) {
    const age = ageOn(birthDate, city.asOf);
    add(livesIn.get(id), 'residents');
    if (age < 15) add(livesIn.get(id), 'under15');
    if (age >= 65) add(livesIn.get(id), 'over64');
  }
  for (const { id, lowIncome } of city.households) {
    add(homeOf.get(id), 'households');
    if (lowIncome) add(homeOf.get(id), 'lowIncome');
  }
  for (const { owner } of city.vehicles) add(livesIn.get(owner), 'vehicles');
  const seatOf = new Map(city.legalEntities.map(({ uscc, place }) => [uscc, divisionOf.get(place)]));
  for (const { uscc, beds } of city.hospitals) add(seatOf.get(uscc), 'beds', beds);
  for (const { place, stage, capacity } of city.schools) {
    add(divisionOf.get(place), 'schools');
    if (stage === 'primary') add(divisionOf.get(place), 'primaryPlaces', capacity);
  }
  for (const { uscc, status, place } of city.legalEntities) {
    if (status === 'IN_OPERATION' && uscc.startsWith('91')) add(divisionOf.get(place), 'firms');
  }
  const farmed = new Set(city.farms.flatMap(({ plots }) => plots.map(({ parcel }) => parcel)));
  for (const { id, place, landUseCode, areaM2 } of city.parcels) {
    add(divisionOf.get(place), 'parcelsM2', areaM2);
    if (landUseCode.startsWith('01') || landUseCode === '0810') add(divisionOf.get(place), 'greenM2', areaM2);
    if (farmed.has(id)) add(divisionOf.get(place), 'farmedM2', areaM2);
  }
  return facts;
}

const nothing = (scale: number): DivisionFacts => ({
  scale,
  residents: 0,
  under15: 0,
  over64: 0,
  households: 0,
  lowIncome: 0,
  vehicles: 0,
  beds: 0,
  schools: 0,
  primaryPlaces: 0,
  firms: 0,
  parcelsM2: 0,
  greenM2: 0,
  farmedM2: 0,
});
