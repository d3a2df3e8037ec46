export {
  cityFiles,
  readCityFolder as readCitySchema,
  writeCityFolder as writeCitySchema,
} from '@citygraph/admission/city';
export { type CitySchema, type CitySubgraph, citySchemaOf } from './city/city-schema.ts';
export { type FetchCityOptions, fetchCitySchema } from './city/fetch-city-schema.ts';
export { bundledCitySchema } from './city/read-city-schema.ts';
export { type DevHub, type DevHubOptions, type Recomposed, startDevHub } from './dev/start-dev-hub.ts';
export { type EntityTypesOptions, generateEntityTypes } from './entity-types/generate-entity-types.ts';
export { type Finding, sayHubFinding } from './findings/finding.ts';
export type { Fixtures } from './fixtures/fixtures.ts';
export type { FuzzOptions, FuzzReport } from './fuzz/fuzz-entities.ts';
export type { Answered, AnsweredError, Asking } from './hub/ask-hub.ts';
export { CALLERS, type Caller } from './hub/callers.ts';
export type { GrantsGiven } from './hub/local-policy.ts';
export type { LiveEndpoint } from './live/live-endpoint.ts';
export { type PluginUnderTest, type TestPluginOptions, testPlugin } from './test-plugin.ts';
