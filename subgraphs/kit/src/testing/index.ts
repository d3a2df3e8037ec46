export type { KnownValues } from './argument-values.ts';
export { type FuzzOptions, fuzzMutations } from './fuzz-mutations.ts';
export { recordedTypes } from './recorded-types.ts';
export {
  type Answer,
  type AskingViewer,
  type TestedSubgraph,
  type TestSubgraphOptions,
  testSubgraph,
} from './test-subgraph.ts';
export { anonymous, type OfficerAtWork, officer, resident } from './viewers.ts';
