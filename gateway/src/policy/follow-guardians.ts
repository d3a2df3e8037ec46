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

/** With nobody seen between them: a department is away. */
const MOST_FAILED = 20;

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
  /** Answers whether there are more to look at. One whom nobody can say anything of holds up no other. */
  const look = async (): Promise<boolean> => {
    const { guardians, isMore } = guardiansIn(await operate(registry, 'guardiansToSee', {}));
    const failed: unknown[] = [];
    let seen = 0;
    for (const guardian of guardians) {
      if (stopping.signal.aborted) return false;
      await see(guardian).then(
        () => {
          seen += 1;
        },
        (error: unknown) => failed.push(error),
      );
      if (seen === 0 && failed.length === MOST_FAILED) break;
    }
    if (failed.length > 0) throw new Error(`${failed.length} of ${guardians.length} guardians: ${wordsOf(failed[0])}`);
    return isMore && guardians.length > 0;
  };
  const see = async (guardian: string): Promise<void> => {
    const standing = await operate('government', 'standing', { subject: NOBODY, resident: guardian, caseId: null });
    if (!isStanding(standing)) throw new Error('government gave an answer that cannot be read.');
    await operate(registry, 'seeGuardian', { guardian, guardianOf: standing.guardianOf });
  };
  const run = async (): Promise<void> => {
    let isHeldUp = false;
    while (!stopping.signal.aborted) {
      let isMore = false;
      try {
        isMore = await look();
        isHeldUp = false;
      } catch (error) {
        // Said once an outage: the next look is soon.
        if (!isHeldUp)
          log({ event: 'guardians-unseen', reason: wordsOf(error), note: 'Their consents go on until then.' });
        isHeldUp = true;
      }
      if (!isMore) await sleep(lookMs, null, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
  };
}

function guardiansIn(answer: unknown): { readonly guardians: readonly string[]; readonly isMore: boolean } {
  const { guardians, isMore } = (answer ?? {}) as { guardians?: unknown; isMore?: unknown };
  if (Array.isArray(guardians) && guardians.every((one) => typeof one === 'string'))
    return { guardians, isMore: isMore === true };
  throw new Error('The registry gave an answer that cannot be read.');
}
