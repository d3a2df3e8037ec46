/** A thread that does as it is told. */
import { parentPort } from 'node:worker_threads';

export type Told = 'answer' | 'hang' | 'eat' | 'throw' | 'end' | 'ask';

const eaten: number[][] = [];
parentPort?.on('message', (message: { readonly task: Told } | { readonly found: unknown }) => {
  if ('found' in message) return parentPort?.postMessage({ answer: message.found });
  switch (message.task) {
    case 'hang':
      for (;;);
    case 'eat':
      for (;;) eaten.push(Array.from({ length: 1_000 }, (_, n) => n + 0.5));
    case 'throw':
      throw new Error('It was told to.');
    case 'end':
      return process.exit(7);
    case 'ask':
      return parentPort?.postMessage({ ask: 'what?' });
    case 'answer':
      return parentPort?.postMessage({ answer: 'done' });
  }
});
parentPort?.postMessage({ ready: true });
