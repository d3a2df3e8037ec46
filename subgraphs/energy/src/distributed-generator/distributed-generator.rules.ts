import { CityGraphError } from '@citygraph/contract';

export const DER_TECHNOLOGIES = ['SOLAR_PV', 'WIND', 'STRAW_BIOMASS', 'STORAGE'] as const;
export type DerTechnology = (typeof DER_TECHNOLOGIES)[number];

/** APPLIED → CONNECTED or REJECTED, by the utility; APPLIED → WITHDRAWN, CONNECTED → DISCONNECTED, by the holder. */
export const GENERATOR_STATUSES = ['APPLIED', 'CONNECTED', 'REJECTED', 'WITHDRAWN', 'DISCONNECTED'] as const;
export type GeneratorStatus = (typeof GENERATOR_STATUSES)[number];

/** At one point of connection up to 6 MW counts as distributed generation (State Grid's opinions on connecting it, 2013); more is a power station. */
export const LARGEST_KW = 6_000;

const refuse = (code: 'BAD_USER_INPUT' | 'CONFLICT', argument: string, message: string): never => {
  throw new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
};

export interface LivingGenerator {
  readonly technology: DerTechnology;
  readonly status: GeneratorStatus;
  readonly ratedW: number;
}

/** Solar panels may not take up cultivated land (GB/T 21010 class 01), by the land administration's rule of 2023. */
export function assertLandUse(technology: DerTechnology, landUseCode: string): void {
  if (technology === 'SOLAR_PV' && landUseCode.startsWith('01')) {
    refuse(
      'BAD_USER_INPUT',
      'technology',
      `the parcel is cultivated land (class ${landUseCode}), which solar panels may not take up; choose another parcel.`,
    );
  }
}

/** A store shifts what the parcel generates: it needs a connected generator, and is no stronger than all of them. */
export function assertStorageFits(ratedW: number, living: readonly LivingGenerator[]): void {
  const generatedW = connectedW(living);
  if (generatedW === 0) {
    refuse(
      'CONFLICT',
      'technology',
      'STORAGE is connected beside a generator, and none is connected on this parcel yet.',
    );
  }
  if (ratedW > generatedW) {
    refuse(
      'BAD_USER_INPUT',
      'kw',
      `the parcel generates ${generatedW / 1000} kW; STORAGE may be that strong, not ${ratedW / 1000} kW.`,
    );
  }
}

/** The last generator does not leave a store behind. */
export function assertStorageKeepsGenerator(leaving: LivingGenerator, living: readonly LivingGenerator[]): void {
  const store = living.find(({ technology }) => technology === 'STORAGE');
  if (!store || leaving.technology === 'STORAGE' || leaving.status !== 'CONNECTED') return;
  if (connectedW(living) - leaving.ratedW < store.ratedW) {
    refuse(
      'CONFLICT',
      'mrid',
      'the STORAGE on this parcel would be stronger than what generates; withdraw or disconnect it first.',
    );
  }
}

const connectedW = (living: readonly LivingGenerator[]): number =>
  living
    .filter(({ technology, status }) => technology !== 'STORAGE' && status === 'CONNECTED')
    .reduce((sum, { ratedW }) => sum + ratedW, 0);
