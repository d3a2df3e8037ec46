import type { Division } from '../city.ts';
import rows from './changchun.generated.json' with { type: 'json' };

/** The towns that the city's plan names as pilots. */
const PILOT_TOWNS = ['兰家', '合隆', '劝农山', '合心', '奢岭', '卡伦'];

const LEVEL = { 6: 'district', 9: 'street', 12: 'village' } as const;

/** The real divisions: province, city, 15 districts, 231 streets and towns, 2,798 villages. */
export const divisions: readonly Division[] = (rows as [string, string, string | null][]).map(
  ([code, name, parent]) => ({
    code,
    name,
    level: code === '220000' ? 'province' : code === '220100' ? 'city' : LEVEL[code.length as keyof typeof LEVEL],
    parent,
    pilotTown: code.length === 9 && PILOT_TOWNS.some((town) => name.startsWith(town)),
  }),
);

export const divisionByCode: ReadonlyMap<string, Division> = new Map(
  divisions.map((division) => [division.code, division]),
);

export const villages: readonly Division[] = divisions.filter(({ level }) => level === 'village');

export const districts: readonly Division[] = divisions.filter(({ level }) => level === 'district');

interface DistrictFacts {
  /** Longitude and latitude of the seat, degrees, to about a kilometre. */
  readonly centre: readonly [number, number];
  /** How far villages lie from the seat, degrees. */
  readonly reach: number;
  /** Share of the residents, roughly. */
  readonly weight: number;
  readonly urban: boolean;
}

const urban = (longitude: number, latitude: number, weight: number): DistrictFacts => ({
  centre: [longitude, latitude],
  reach: 0.03,
  weight,
  urban: true,
});
const rural = (longitude: number, latitude: number, weight: number): DistrictFacts => ({
  centre: [longitude, latitude],
  reach: 0.15,
  weight,
  urban: false,
});

export const districtFacts: Readonly<Record<string, DistrictFacts>> = {
  220102: urban(125.35, 43.86, 70),
  220103: urban(125.33, 43.94, 65),
  220104: urban(125.29, 43.83, 75),
  220105: urban(125.37, 43.87, 45),
  220106: urban(125.26, 43.88, 65),
  220112: rural(125.66, 43.53, 35),
  220113: rural(125.84, 44.15, 60),
  220122: rural(125.18, 44.43, 90),
  220171: urban(125.4, 43.86, 40),
  220172: urban(125.45, 43.79, 45),
  220173: urban(125.25, 43.81, 35),
  220174: urban(125.22, 43.85, 35),
  220182: rural(126.53, 44.84, 85),
  220183: rural(125.73, 44.54, 70),
  220184: rural(124.82, 43.5, 90),
};

export function factsOf(code: string): DistrictFacts {
  const facts = districtFacts[code.slice(0, 6)];
  if (!facts) throw new RangeError(`${code} lies in no district of the city.`);
  return facts;
}
