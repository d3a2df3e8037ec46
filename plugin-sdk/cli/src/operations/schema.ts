import { query } from '../hub/operation.ts';

/** Null where this person may not see it: the schema is for who is signed in. */
export interface CitySchemaAnswer {
  readonly sequence: number | null;
  readonly digest: string | null;
  readonly subgraphs:
    | readonly {
        readonly name: string | null;
        readonly kind: string | null;
        readonly sdl: string | null;
        readonly digest: string | null;
      }[]
    | null;
}

/** What the hub's subgraphs say, for who builds against them. */
export const CITY_SCHEMA = query<{ citySchema: CitySchemaAnswer | null }>(
  'query CitySchema { citySchema { sequence digest subgraphs { name kind sdl digest } } }',
);
