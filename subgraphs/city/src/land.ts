import type { Parcel, Place, RightsHolder } from './city.ts';
import type { CodeMint } from './codes.ts';
import { divisionByCode, factsOf } from './divisions/divisions.ts';
import { opaqueId } from './opaque-id.ts';
import { type Random, randomStream } from './random.ts';

/** GB/T 21010-2017. */
const LAND_USE = {
  dwelling: { urban: '0701', rural: '0702' },
  school: { urban: '0803', rural: '0803' },
  hospital: { urban: '0805', rural: '0805' },
  agency: { urban: '0801', rural: '0801' },
  public: { urban: '0810', rural: '0810' },
  firm: { urban: '0501', rural: '0601' },
  field: { urban: '0103', rural: '0103' },
} as const;

const SIZE_M: Readonly<Record<Place['kind'], readonly [number, number]>> = {
  dwelling: [8, 14],
  school: [80, 160],
  hospital: [90, 200],
  agency: [50, 90],
  public: [60, 300],
  firm: [30, 150],
  field: [60, 220],
};

export interface Surveyor {
  readonly places: readonly Place[];
  readonly parcels: readonly Parcel[];
  /** Lays out a place in a village on a parcel of its own. */
  build(
    name: string,
    kind: Place['kind'],
    village: string,
    holders: readonly RightsHolder[],
    given?: {
      /** Stands behind the number of the house. */
      readonly label?: string;
      /** GB/T 21010 class, when it is not the usual one of such places. */
      readonly landUse?: string;
    },
  ): Place;
}

export function surveyor(mint: CodeMint, random: Random): Surveyor {
  const places: Place[] = [];
  const parcels: Parcel[] = [];
  const numbers = new Map<string, number>();
  return {
    places,
    parcels,
    build(name, kind, village, rightsHolders, { label = '', landUse } = {}) {
      const { urban } = factsOf(village);
      const number = (numbers.get(village) ?? 0) + 1;
      numbers.set(village, number);
      const [longitude, latitude] = near(villageCentre(village), 0.004, random);
      const id = opaqueId('plc_', `place ${name}`);
      const parcel = opaqueId('prc_', `parcel ${name}`);
      const place: Place = {
        id,
        kind,
        addressText: `${addressOf(village)}${number}号${label}`,
        longitude,
        latitude,
        division: village,
        parcel,
      };
      const [low, high] = SIZE_M[kind];
      const [width, depth] = [random.int(low, high), random.int(low, high)];
      places.push(place);
      parcels.push({
        id: parcel,
        realEstateUnitCode: mint.realEstateUnitCode(village, !urban),
        landUseCode: landUse ?? LAND_USE[kind][urban ? 'urban' : 'rural'],
        ring: rectangle([longitude, latitude], width, depth),
        areaM2: width * depth,
        place: id,
        rightsHolders,
      });
      return place;
    },
  };
}

/** Where a village lies, the same in every city: not random, so that scale and seed do not move it. */
export function villageCentre(village: string): [number, number] {
  const { centre, reach } = factsOf(village);
  return near(centre, reach, randomStream(`village ${village}`));
}

function near([longitude, latitude]: readonly [number, number], reach: number, random: Random): [number, number] {
  const shift = (): number => (random.next() * 2 - 1) * reach;
  return [degrees(longitude + shift() * 1.3), degrees(latitude + shift())];
}

/** Six decimals: about 10 cm. */
const degrees = (value: number): number => Math.round(value * 1e6) / 1e6;

const METRES_PER_DEGREE = 111_320;

function rectangle([longitude, latitude]: readonly [number, number], width: number, depth: number): [number, number][] {
  const east = width / 2 / (METRES_PER_DEGREE * Math.cos((latitude / 180) * Math.PI));
  const north = depth / 2 / METRES_PER_DEGREE;
  const corner = (x: number, y: number): [number, number] => [
    degrees(longitude + x * east),
    degrees(latitude + y * north),
  ];
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)];
}

function addressOf(village: string): string {
  const chain: string[] = [];
  for (
    let at = divisionByCode.get(village);
    at && at.level !== 'province';
    at = at.parent ? divisionByCode.get(at.parent) : undefined
  ) {
    chain.unshift(at.name);
  }
  return chain.join('');
}
