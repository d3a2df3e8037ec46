import { agreementOf } from './agreement.ts';
import { type ComposerThread, type ComposerThreadOptions, createComposerThread } from './composer-thread.ts';

/**
 * MiB of heap for each: with 512, as much again of a graph of 100 plugins' time goes into collecting garbage (`npm run bench -- fast-pass`). It is a limit, and taken only by
 * graphs that need it.
 */
const PAIR_MB = 1_024;

/** Both composers at once, each in a thread of its own: sooner where somebody waits, and twice the memory. Otherwise as `createComposerThread`. */
export function createComposerPair({
  memoryMb = PAIR_MB,
  pass = 'whole',
}: Pick<ComposerThreadOptions, 'memoryMb' | 'pass'> = {}): ComposerThread {
  const own = { pass, memoryMb };
  const apollo = createComposerThread({ ...own, composer: 'apollo' });
  const guild = createComposerThread({ ...own, composer: 'guild' });
  return {
    async compose(subgraphs, deadlineMs) {
      const answers = await Promise.all([apollo.compose(subgraphs, deadlineMs), guild.compose(subgraphs, deadlineMs)]);
      return agreementOf(...answers);
    },
    async close() {
      await Promise.all([apollo.close(), guild.close()]);
    },
  };
}
