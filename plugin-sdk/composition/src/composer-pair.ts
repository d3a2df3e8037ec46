import { agreementOf } from './agreement.ts';
import { type ComposerThread, type ComposerThreadOptions, createComposerThread } from './composer-thread.ts';

/** Both composers at once, each in a thread of its own: sooner where somebody waits, and twice the memory. Otherwise as `createComposerThread`. */
export function createComposerPair({
  memoryMb,
  pass = 'whole',
}: Pick<ComposerThreadOptions, 'memoryMb' | 'pass'> = {}): ComposerThread {
  const own = { pass, ...(memoryMb !== undefined && { memoryMb }) };
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
