import { extname } from 'node:path';
import {
  type Composer,
  type Composition,
  type FindingCode,
  hubFinding,
  type Pass,
  type SubgraphSource,
} from './composition.ts';
import { createLimitedThread, type ThreadFault } from './limited-thread.ts';

export interface ComposerThreadOptions {
  /** MiB of heap the thread may take. */
  readonly memoryMb?: number;
  /** Milliseconds without a graph after which the thread gives its memory back; the next graph waits for a new one. */
  readonly idleMs?: number;
  /** It alone, whose answer says nothing of the other; default: both, one after the other, and what they come to. */
  readonly composer?: Composer;
  /** Default `whole`; `fast` is of one composer, and keeps what it knows of subgraphs from one graph to the next. */
  readonly pass?: Pass;
}

/** A thread that stays for a while, so that only the first of several graphs waits for the composers to be loaded. It holds no process open while it is idle. */
export interface ComposerThread {
  /**
   * One graph after the other. Never rejects for the graph's sake: what is wrong with it, too slow or too big included, is
   * in `errors`; a thread that was ended at its limits is replaced. The deadline counts from when the graph's turn comes.
   */
  compose(subgraphs: readonly SubgraphSource[], deadlineMs: number): Promise<Composition>;
  /** Ends the thread, or leaves it to whoever composes next in this process; graphs that wait are refused. */
  close(): Promise<void>;
}

const file = new URL(`./composer.worker${extname(import.meta.url)}`, import.meta.url);

export function createComposerThread({
  memoryMb = 512,
  idleMs,
  composer,
  pass = 'whole',
}: ComposerThreadOptions = {}): ComposerThread {
  const thread = createLimitedThread<readonly SubgraphSource[], Composition>({
    file,
    workerData: { composer: composer ?? null, pass },
    memoryMb,
    idleMs,
    // Threads that know nothing of one graph when they compose the next are all the same to whoever needs one of their kind.
    kind: pass === 'whole' ? `${composer ?? 'both'} ${memoryMb}` : null,
    refused,
  });
  return {
    // Whatever else a caller's objects hold cannot or need not cross the thread.
    compose: (subgraphs, deadlineMs) =>
      thread.run(
        subgraphs.map(({ name, url, sdl }): SubgraphSource => ({ name, url, sdl })),
        deadlineMs,
      ),
    close: () => thread.close(),
  };
}

function refused(fault: ThreadFault): Composition {
  const refusal = (code: FindingCode, message: string): Composition => ({
    supergraphSdl: null,
    hints: [],
    errors: [hubFinding(code, message)],
  });
  if (fault.limit === 'deadline') return refusal('DEADLINE_EXCEEDED', `Composing took longer than ${fault.ms} ms.`);
  if (fault.limit === 'memory') return refusal('MEMORY_EXCEEDED', `Composing took more than ${fault.mb} MiB.`);
  return refusal('COMPOSER_FAILED', `Composing failed: ${fault.message}.`);
}
