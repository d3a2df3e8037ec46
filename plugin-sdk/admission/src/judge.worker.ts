/** The thread that a stranger's document is judged in: it may be ended at any time, and asks for whatever it does not have. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Composition } from '@citygraph/composition';
import type { BootFinding } from './admission.ts';
import { type CourtOptions, createCourt } from './court.ts';
import type { CanarySaid, JudgeAsk, JudgeTask } from './judge-thread.ts';

let asking: ((found: unknown) => void) | null = null;
const ask = <T>(wanted: JudgeAsk): Promise<T> =>
  new Promise((resolve) => {
    asking = (found) => resolve(found as T);
    parentPort?.postMessage({ ask: wanted });
  });

const court = createCourt({
  ...(workerData as Omit<CourtOptions, 'compose'>),
  compose: (subgraphs, deadlineMs) => ask<Composition>({ compose: subgraphs, deadlineMs }),
});

async function judge({ request, boots, file }: JudgeTask): Promise<void> {
  const boot = async (supergraphSdl: string): Promise<readonly BootFinding[]> => {
    const said = await ask<CanarySaid>({ boot: supergraphSdl });
    if ('failed' in said) throw new Error(said.failed);
    return said.found;
  };
  const answer = await court.judge({ ...request, ...(boots && { boot }) }, { file });
  parentPort?.postMessage({ answer });
}

parentPort?.on('message', (message: { readonly task: JudgeTask } | { readonly found: unknown }) => {
  if ('task' in message) void judge(message.task);
  else asking?.(message.found);
});
parentPort?.postMessage({ ready: true });
