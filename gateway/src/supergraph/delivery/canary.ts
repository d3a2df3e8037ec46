import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SigningKey, SupergraphArtefact } from '@citygraph/contract';
import { KEPT_MODULES } from '@citygraph/contract';
import type { GatewayOptions, SubgraphTarget } from '../../gateway-options.ts';
import type { CanaryTask } from './boot-canary.ts';

/** A question whose answer is known to be without errors: anybody may ask it. */
export interface CanaryQuery {
  readonly name: string;
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface CanaryOptions {
  /** What plugins' keys are made of. */
  readonly hopMaster: Uint8Array;
  /** Where the departments are, and who signs to them; null: they cannot be reached from here, and questions are planned only. */
  readonly reach: { readonly routes: Readonly<Record<string, SubgraphTarget>>; readonly hopKey: SigningKey } | null;
  readonly vendors?: Pick<NonNullable<GatewayOptions['vendors']>, 'loopback' | 'hub'>;
  /** Milliseconds that trying one graph may take, the loading of a gateway included. Default two minutes: some 5 s are usual. */
  readonly deadlineMs?: number;
  /** MiB of heap that it may take. Default 1,024: a gateway's graph and its planner's, 512 of which a planner alone may take. */
  readonly memoryMb?: number;
}

/** What a graph fails at. */
export interface CanaryFault {
  /** Name of the question; null: it does not boot. */
  readonly query: string | null;
  readonly message: string;
}

/** From source the worker is TypeScript, whose types Node strips by itself; from `dist` it is JavaScript. */
const extension = extname(import.meta.url);
const workerFile = new URL(`./canary.worker${extension}`, import.meta.url);

/**
 * Boots a gateway of its own with a graph, and asks or plans the questions; nothing found: the graph may serve. That is seconds of a processor, so each graph is tried in a
 * thread of its own, which is ended at its limits: a graph that hangs or fills it has failed, and nobody else has waited. Never rejects.
 */
export function createCanary({ hopMaster, reach, vendors, deadlineMs = 120_000, memoryMb = 1_024 }: CanaryOptions) {
  return async (artefact: SupergraphArtefact, queries: readonly CanaryQuery[]): Promise<readonly CanaryFault[]> => {
    const task: CanaryTask = {
      hopMaster,
      reach,
      // Asked anew for each graph: the hub's listeners may have become more.
      vendors: vendors ? { loopback: vendors.loopback ?? [], hub: vendors.hub?.() ?? null } : null,
      artefact,
      queries,
    };
    const worker = new Worker(workerFile, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // The parent's flags (Jest's, a debugger's) are none of the worker's business.
      execArgv: ['--no-warnings', ...(extension === '.ts' ? ['--conditions=@citygraph/source'] : [])],
      env: { APOLLO_TELEMETRY_DISABLED: 'true', ...KEPT_MODULES },
    });
    try {
      return await verdictOf(worker, deadlineMs, memoryMb);
    } finally {
      await worker.terminate();
    }
  };
}

function verdictOf(worker: Worker, deadlineMs: number, memoryMb: number): Promise<readonly CanaryFault[]> {
  return new Promise((resolve) => {
    const refuse = (message: string): void => resolve([{ query: null, message }]);
    const deadline = setTimeout(() => refuse(`Trying the graph took longer than ${deadlineMs} ms.`), deadlineMs);
    worker.once('message', resolve);
    // One that is ended may have more to say; nobody listens any more.
    worker.on('error', (error: NodeJS.ErrnoException) =>
      refuse(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? `Trying the graph took more than ${memoryMb} MiB.`
          : `Trying the graph failed: ${error.message}`,
      ),
    );
    worker.once('exit', (code) => {
      clearTimeout(deadline);
      refuse(`Trying the graph ended without an answer (exit ${code}).`);
    });
  });
}
