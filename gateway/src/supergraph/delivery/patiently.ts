import { StartError } from '@citygraph/contract';
import { wordsOf } from '../../words-of.ts';

const AGAIN_MS = 500;

/** A registry that starts at the same time is waited for; a start that nothing can help ends with the reason. */
export async function patiently<T>(
  forMs: number,
  url: string,
  log: (line: object) => void,
  run: () => Promise<T>,
): Promise<T> {
  const until = performance.now() + forMs;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (error instanceof StartError) throw error;
      if (performance.now() > until) {
        throw new StartError(`Nothing can be served from the registry at ${url}: ${wordsOf(error)}`);
      }
      log({ event: 'registry-awaited', reason: wordsOf(error) });
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
