import { digestOfPayload } from '@citygraph/contract';
import type { Admission, AdmissionRequest, AdmissionVerdict } from './admission.ts';

export interface RememberOptions {
  /** Milliseconds that a no is answered again; the graph is in its name, what clients ask for is not. */
  readonly ms?: number;
  /** As many are kept. */
  readonly most?: number;
  readonly now?: () => number;
}

interface Remembered {
  readonly verdict: Promise<AdmissionVerdict>;
  /** When it was given; null: it is being judged. */
  at: number | null;
}

/**
 * The same document against the same graph is judged once at a time, and refused once. Whoever asks gives up after ten seconds (the gateway), or is cut off, and asks again:
 * then they wait for the rest of what is being judged, or get the no that it came to, instead of paying for another composition that takes as long. Only of what says which
 * graph it is judged by; a failure is forgotten.
 */
export function rememberedAdmission(
  admission: Admission,
  { ms = 120_000, most = 50, now = Date.now }: RememberOptions = {},
): Admission {
  const known = new Map<string, Remembered>();

  const begin = (key: string, request: AdmissionRequest): Promise<AdmissionVerdict> => {
    const begun: Remembered = { verdict: admission.admit(request), at: null };
    known.set(key, begun);
    begun.verdict.then(
      ({ admitted }) => {
        // A yes is stored by whoever asked, and found there.
        if (admitted) known.delete(key);
        else begun.at = now();
      },
      () => known.delete(key),
    );
    return begun.verdict;
  };

  return {
    admit(request) {
      if (request.ground === undefined) return admission.admit(request);
      for (const [key, { at }] of known) if (at !== null && (at + ms <= now() || known.size > most)) known.delete(key);
      const key = digestOfPayload(request);
      return known.get(key)?.verdict ?? begin(key, request);
    },
  };
}
