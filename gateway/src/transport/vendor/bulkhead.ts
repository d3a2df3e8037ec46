import type { CallOff } from '../call-off.ts';
import { VendorFailure } from './vendor-failure.ts';

/** So many at once, so many more in a queue, and nobody else. */
export interface Bulkhead {
  /**
   * A place, or a promise of one where all are taken; the caller gives it back by calling what is answered, once.
   * @param waitMs how long it may wait for one
   * @throws VendorFailure when the queue is full, and later when waiting took too long or it was called off
   */
  enter(callOff: CallOff, waitMs: number): (() => void) | Promise<() => void>;
  readonly active: number;
  readonly waiting: number;
}

/** Unlike cockatiel's, it lets those go at once who wait for nothing any more: their places in the queue are others'. */
export function createBulkhead({ concurrency, queue }: { concurrency: number; queue: number }): Bulkhead {
  const waiting = new Set<() => void>();
  let active = 0;

  const leaveOnce = () => {
    let isGone = false;
    return () => {
      if (isGone) return;
      isGone = true;
      active -= 1;
      const [next] = waiting;
      next?.();
    };
  };

  return {
    enter(callOff, waitMs) {
      if (active < concurrency) {
        active += 1;
        return leaveOnce();
      }
      if (waiting.size >= queue) throw refusal('PLUGIN_UNAVAILABLE', 'too many requests under way');
      return new Promise((resolve, reject) => {
        const stop = () => {
          waiting.delete(admit);
          clearTimeout(timer);
          unlisten?.();
        };
        const giveUp = (failure: VendorFailure) => {
          stop();
          reject(failure);
        };
        const admit = () => {
          stop();
          active += 1;
          resolve(leaveOnce());
        };
        const late = () => giveUp(refusal('PLUGIN_TIMEOUT', `no place within ${waitMs} ms`));
        const timer = setTimeout(late, waitMs);
        waiting.add(admit);
        let unlisten: (() => void) | undefined;
        unlisten = callOff.whenOff(() => giveUp(refusal('PLUGIN_UNAVAILABLE', 'nobody waits for the reply')));
      });
    },
    get active() {
      return active;
    },
    get waiting() {
      return waiting.size;
    },
  };
}

function refusal(code: 'PLUGIN_UNAVAILABLE' | 'PLUGIN_TIMEOUT', reason: string): VendorFailure {
  return new VendorFailure(code, reason, { isItsFault: false });
}
