import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface OverloadOptions {
  /** Requests that are being answered. */
  readonly inFlight: () => number;
  /** Default 1,000. Callers without a token are refused from four fifths of it on. */
  readonly maxInFlight?: number;
  /** Milliseconds by which the event loop may be late, smoothed; default 250. */
  readonly maxDelayMs?: number;
  /** Milliseconds by which it was late since it was last asked; default: measured. */
  readonly delay?: () => number;
  /** Milliseconds between two measurements; default 100. */
  readonly everyMs?: number;
}

export interface Overload {
  /** Is this request one too many? Decided by what is known already, before anything of it is read. */
  refuses(isSignedIn: boolean): boolean;
  /** Milliseconds by which the event loop is late, smoothed. */
  delayMs(): number;
  close(): void;
}

/** Of what was known a measurement ago so much is kept: one long pause is no overload, half a second of them is. */
const KEPT = 0.7;
const ANONYMOUS_SHARE = 0.8;

/** Says when a gateway has more to do than it can: too many at once, or an event loop that comes late; it begins again at half of that. */
export function createOverload({
  inFlight,
  maxInFlight = 1_000,
  maxDelayMs = 250,
  delay,
  everyMs = 100,
}: OverloadOptions): Overload {
  const measured = delay ? null : measuredDelay();
  const read = delay ?? (measured as MeasuredDelay).read;
  let smoothed = 0;
  let isLate = false;
  const timer = setInterval(() => {
    smoothed = smoothed * KEPT + read() * (1 - KEPT);
    isLate = smoothed > (isLate ? maxDelayMs / 2 : maxDelayMs);
  }, everyMs);
  timer.unref();
  return {
    refuses: (isSignedIn) => isLate || inFlight() >= (isSignedIn ? maxInFlight : maxInFlight * ANONYMOUS_SHARE),
    delayMs: () => smoothed,
    close() {
      clearInterval(timer);
      measured?.close();
    },
  };
}

interface MeasuredDelay {
  read(): number;
  close(): void;
}

const RESOLUTION_MS = 20;

function measuredDelay(): MeasuredDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    read() {
      // Its samples are whole intervals; without one since the last question the loop was so late that none was taken.
      const mean = histogram.count > 0 ? histogram.mean / 1e6 - RESOLUTION_MS : 0;
      histogram.reset();
      return Math.max(0, mean);
    },
    close: () => histogram.disable(),
  };
}
