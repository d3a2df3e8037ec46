export { type ComposeOptions, compose } from './compose.ts';
export {
  COMPOSERS,
  type Composer,
  type Composition,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  type SubgraphSource,
} from './composition.ts';
