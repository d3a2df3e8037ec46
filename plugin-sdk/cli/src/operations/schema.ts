import { query } from '../hub/operation.ts';

export interface CitySubgraph {
  readonly subgraph: string;
  readonly sdl: string;
  readonly digest: string;
  readonly kind: string;
}

/** What the hub's subgraphs say, for who builds against them. */
export const CITY_SCHEMA = query<{
  citySchema: { version: string; digest: string; subgraphs: readonly CitySubgraph[] } | null;
}>('query CitySchema { citySchema { version digest subgraphs { subgraph sdl digest kind } } }');
