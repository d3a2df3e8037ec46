export {
  type Answer,
  type AskingViewer,
  type TestedSubgraph,
  type TestSubgraphOptions,
  testSubgraph,
} from './test-subgraph.ts';
export { anonymous, type OfficerAtWork, officer, resident } from './viewers.ts';
