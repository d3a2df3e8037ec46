import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../create-gateway.ts';
import { wordsOf } from '../words-of.ts';
import { isStanding } from './ask-government.ts';

export interface FollowGuardiansOptions {
  readonly operate: Gateway['operate'];
  /** Where consents are: name of the registry among the subgraphs. */
  readonly registry: string;
  /** Milliseconds between two looks; default one minute. The registry says whom it is time to ask about. */
  readonly lookMs?: number;
  readonly log?: (line: object) => void;
}

/** Government answers nobody without a subject; this is nobody's, and has no case. */
const NOBODY = 'citygraph:guardians';

/**
 * Brings the registry what government knows of guardians who consented for a child: a consent ends with the guardianship, and on the eighteenth birthday. Neither department reaches the other, and the gateway
 * reaches both. The answer stops it.
 */
export function followGuardians({
  operate,
  registry,
  lookMs = 60_000,
  log = () => {},
}: FollowGuardiansOptions): () => Promise<void> {
  const stopping = new AbortController();
  const look = async (): Promise<void> => {
    const answer = await operate(registry, 'guardiansToSee', {});
    for (const guardian of guardiansIn(answer)) {
      if (stopping.signal.aborted) return;
      const standing = await operate('government', 'standing', { subject: NOBODY, resident: guardian, caseId: null });
      if (!isStanding(standing)) throw new Error('government gave an answer that cannot be read.');
      await operate(registry, 'seeGuardian', { guardian, guardianOf: standing.guardianOf });
    }
  };
  const run = async (): Promise<void> => {
    let isHeldUp = false;
    while (!stopping.signal.aborted) {
      try {
        await look();
        isHeldUp = false;
      } catch (error) {
        // Said once an outage: the next look is soon.
        if (!isHeldUp)
          log({ event: 'guardians-unseen', reason: wordsOf(error), note: 'Their consents go on until then.' });
        isHeldUp = true;
      }
      await sleep(lookMs, null, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
  };
}

function guardiansIn(answer: unknown): string[] {
  const { guardians } = (answer ?? {}) as { guardians?: unknown };
  if (Array.isArray(guardians) && guardians.every((one) => typeof one === 'string')) return guardians;
  throw new Error('The registry gave an answer that cannot be read.');
}
