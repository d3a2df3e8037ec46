import { type Composition, createComposerThread, type SubgraphSource } from '@citygraph/composition';
import type { AdmissionRequest, AdmissionVerdict } from './admission.ts';
import { createComposedGraphs } from './composed-graphs.ts';
import { judge } from './judge.ts';

export interface AdmissionOptions {
  /** Milliseconds that composing may take beyond the base's own time (DECISIONS 16). */
  readonly deadlineMs?: number;
  /** MiB of heap for composing. */
  readonly memoryMb?: number;
  /** Milliseconds that `boot` may take. */
  readonly bootMs?: number;
  /** What findings call the vendor's document. */
  readonly file?: string | null;
  /** `host:port` pairs on this machine that the operator registered for plugins (embedded profile). */
  readonly loopback?: readonly string[];
  /** How many graphs without the plugin are kept composed. */
  readonly basesKept?: number;
  /** Composes with both composers; left out: in a thread of this admission's own. */
  readonly compose?: Compose;
}

export type Compose = (subgraphs: readonly SubgraphSource[], deadlineMs: number) => Promise<Composition>;

/** Judges documents against bases that it composes once. */
export interface Admission {
  /** Whatever the document is, it answers: what is wrong with it is in `findings`. */
  judge(request: AdmissionRequest, about?: { readonly file?: string | null }): Promise<AdmissionVerdict>;
  close(): Promise<void>;
}

export function createAdmission({
  deadlineMs = 10_000,
  memoryMb = 512,
  bootMs = 30_000,
  file = null,
  loopback = [],
  basesKept = 4,
  compose,
}: AdmissionOptions = {}): Admission {
  const thread = createComposerThread({ memoryMb });
  const composer = compose ?? thread.compose;
  const bases = createComposedGraphs(composer, basesKept);
  return {
    judge: (request, about) =>
      judge(request, { deadlineMs, bootMs, loopback, file: about?.file ?? file, compose: composer, bases }),
    close: () => thread.close(),
  };
}

/** One document, with a thread of its own. */
export async function admit(request: AdmissionRequest, options: AdmissionOptions = {}): Promise<AdmissionVerdict> {
  const admission = createAdmission(options);
  try {
    return await admission.judge(request);
  } finally {
    await admission.close();
  }
}
