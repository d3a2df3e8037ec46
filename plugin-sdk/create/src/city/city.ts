import type { SensitivityLevel } from '@citygraph/contract';

/** What a newcomer must know of the city's graph to add to it. */
export interface City {
  readonly subgraphs: readonly string[];
  /** Types that are marked `@extensible`. */
  readonly entities: readonly CityEntity[];
  /** Names that a namespace may not begin like. */
  readonly types: readonly string[];
  readonly fields: readonly string[];
}

/** A shared entity that plugins may add fields to. */
export interface CityEntity {
  readonly name: string;
  readonly description: string;
  /** Its key: one field, as all of the city's are. */
  readonly key: string;
  readonly keyType: string;
  /** What its key is to be declared as in a manifest; null: it is public and needs no leave. */
  readonly keyClass: Exclude<SensitivityLevel, 'S1' | 'I'> | null;
  /** The shortest way to it from the root. */
  readonly path: readonly PathStep[];
  /** The way passes what people must be signed in for. */
  readonly isPersonal: boolean;
}

export interface PathStep {
  readonly field: string;
  /** As written in a query; empty: none is needed. */
  readonly argument: string;
}
