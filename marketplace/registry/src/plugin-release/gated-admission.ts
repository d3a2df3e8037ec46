import { CityGraphError } from '@citygraph/contract';
import type { Admission, AdmissionRequest } from './admission.ts';

export interface GateOptions {
  /** Documents that are judged at once. */
  readonly atOnce?: number;
  /** Bytes of the documents that may wait for their turn. */
  readonly waitingBytes?: number;
  /** Of those, bytes of one publisher's; default a quarter. */
  readonly waitingBytesEach?: number;
}

interface Waiting {
  readonly publisher: string;
  readonly begin: () => void;
}

/**
 * Composing costs seconds, and a stranger may ask for it again and again: a few are judged at once, one of each publisher; next comes the publisher that was judged
 * longest ago, so that one with a hundred plugins delays nobody by more than one of them.
 */
export function gatedAdmission(
  admission: Admission,
  { atOnce = 2, waitingBytes = 32 * 1024 * 1024, waitingBytesEach = waitingBytes / 4 }: GateOptions = {},
): Admission {
  const judged = new Set<string>();
  const waiting: Waiting[] = [];
  /** The number of each waiting or judged publisher's last turn; who has had none comes first. */
  const turns = new Map<string, number>();
  const bytes = new Map<string, number>();
  let turn = 0;

  const next = (): void => {
    while (judged.size < atOnce) {
      let chosen: Waiting | undefined;
      for (const entry of waiting) {
        if (judged.has(entry.publisher)) continue;
        if (!chosen || turnOf(entry) < turnOf(chosen)) chosen = entry;
      }
      if (!chosen) return;
      waiting.splice(waiting.indexOf(chosen), 1);
      judged.add(chosen.publisher);
      turn += 1;
      turns.set(chosen.publisher, turn);
      chosen.begin();
    }
  };
  const turnOf = ({ publisher }: Waiting): number => turns.get(publisher) ?? 0;

  const take = (publisher: string, size: number): void => {
    const own = bytes.get(publisher) ?? 0;
    const all = [...bytes.values()].reduce((sum, each) => sum + each, 0);
    // One document is always let in: else nobody could send one that is longer than their share.
    if (own > 0 && own + size > waitingBytesEach) {
      const message = `Too many documents of ${publisher} wait to be judged; publish again when they are.`;
      throw new CityGraphError('OVERLOADED', message);
    }
    if (all + size > waitingBytes) {
      throw new CityGraphError('OVERLOADED', 'Too many documents wait to be judged; publish again in a minute.');
    }
    bytes.set(publisher, own + size);
  };

  const leave = (publisher: string, size: number): void => {
    const left = (bytes.get(publisher) ?? 0) - size;
    const isLast = !judged.has(publisher) && waiting.every((entry) => entry.publisher !== publisher);
    if (!isLast) bytes.set(publisher, left);
    else bytes.delete(publisher);
    // Who was judged long ago and who never was are alike once nobody waits.
    if (waiting.length === 0 && judged.size === 0) turns.clear();
    next();
  };

  return {
    async admit(request: AdmissionRequest) {
      const { publisher } = request;
      const size = Buffer.byteLength(request.plugin.sdl);
      take(publisher, size);
      try {
        await new Promise<void>((begin) => {
          waiting.push({ publisher, begin });
          next();
        });
        try {
          return await admission.admit(request);
        } finally {
          judged.delete(publisher);
        }
      } finally {
        leave(publisher, size);
      }
    },
  };
}
