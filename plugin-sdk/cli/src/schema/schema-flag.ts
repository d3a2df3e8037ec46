import { string } from '@oclif/core/flags';

/** Where `schema fetch` puts the city's schema. */
export const CITY_FOLDER = '.citygraph/schema';

export const SCHEMA_FLAG = { schema: string() } as const;
