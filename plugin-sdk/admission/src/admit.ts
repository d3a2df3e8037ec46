import { createComposerThread } from '@citygraph/composition';
import type { AdmissionRequest, AdmissionVerdict } from './admission.ts';
import type { Court, CourtOptions } from './court.ts';
import { createJudgeThread } from './judge-thread.ts';

/** How long and with how much memory documents of strangers may keep the court; more than that is a finding. */
export interface AdmissionOptions extends Partial<CourtOptions> {
  /** Milliseconds that reading and comparing one document may take, besides composing and booting. */
  readonly rulesMs?: number;
  /** MiB of heap for composing, and as many for judging. */
  readonly memoryMb?: number;
  /** What findings call the vendor's document. */
  readonly file?: string | null;
}

/**
 * Judges documents against bases that it composes once, in threads of its own: whatever a document is, nobody but those who wait for a verdict notices. Whatever the document
 * is, it answers: what is wrong with it is in `findings`.
 */
export interface Admission extends Court {
  close(): Promise<void>;
}

/** `compose`, left out: in a thread of this admission's own, with both composers. */
export function createAdmission({
  memoryMb = 512,
  file = null,
  compose,
  ...options
}: AdmissionOptions = {}): Admission {
  const composers = createComposerThread({ memoryMb });
  const thread = createJudgeThread({ ...options, memoryMb, compose: compose ?? composers.compose });
  return {
    judge: (request, about) => thread.judge(request, { file: about?.file ?? file }),
    async close() {
      await Promise.all([thread.close(), composers.close()]);
    },
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
