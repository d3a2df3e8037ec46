export { type ComposeOptions, compose } from './compose.ts';
export { createComposerPair } from './composer-pair.ts';
export { type ComposerThread, type ComposerThreadOptions, createComposerThread } from './composer-thread.ts';
export {
  COMPOSERS,
  type Composer,
  type Composition,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  type Place,
  type SubgraphSource,
} from './composition.ts';
export {
  createLimitedThread,
  type LimitedThread,
  type LimitedThreadOptions,
  type ThreadFault,
  type ThreadMessage,
} from './limited-thread.ts';
