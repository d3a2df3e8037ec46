import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface OverloadOptions {
  /** Requests that are being answered. */
  readonly inFlight: () => number;
  /** Requests that were answered so far. */
  readonly answered: () => number;
  /** Default 1,000. Callers without a token that was verified before are refused from four fifths of it on. */
  readonly maxInFlight?: number;
  /** Milliseconds by which the event loop may be late, smoothed; default 250. */
  readonly maxDelayMs?: number;
  /** Milliseconds by which it was late since it was last asked; default: measured. */
  readonly delay?: () => number;
  /** Share of the time since it was last asked in which the event loop was busy, 0 to 1; default: measured. */
  readonly busy?: () => number;
  /** Milliseconds between two measurements; default 100. */
  readonly everyMs?: number;
}

export interface Overload {
  /** Is this request one too many? Decided by what is known already, before anything of it is read; who is known is asked only when it matters. */
  refuses(isKnown: () => boolean): boolean;
  /** Milliseconds by which the event loop is late, smoothed. */
  delayMs(): number;
  close(): void;
}

/** Of what was known a measurement ago so much is kept: one long pause is no overload, half a second of them is. */
const KEPT = 0.7;
const STRANGERS_SHARE = 0.8;

/** A loop that is busier does nothing but answer: what is in flight waits for what is before it. */
const BUSY = 0.9;
/** Seconds that a request may wait in such a loop: no more are taken than are answered in that time. */
const WAIT_SECONDS = 0.6;
/** So many are taken however slowly they are answered. */
const FEWEST = 64;

/**
 * Says when a gateway has more to do than it can: too many at once, an event loop that comes late (it begins again at half of that), or, in a loop that is never idle, more
 * than are answered in some half a second: those who came later would wait longer than they do.
 */
export function createOverload({
  inFlight,
  answered,
  maxInFlight = 1_000,
  maxDelayMs = 250,
  delay,
  busy = measuredBusyness(),
  everyMs = 100,
}: OverloadOptions): Overload {
  const measured = delay ? null : measuredDelay();
  const read = delay ?? (measured as MeasuredDelay).read;
  let smoothed = 0;
  let isLate = false;
  let wasBusy = false;
  let perSecond = 0;
  let before = answered();
  let most = maxInFlight;
  const timer = setInterval(() => {
    smoothed = smoothed * KEPT + read() * (1 - KEPT);
    isLate = smoothed > (isLate ? maxDelayMs / 2 : maxDelayMs);
    const sofar = answered();
    const isBusy = busy() > BUSY;
    perSecond = perSecond * KEPT + ((sofar - before) / everyMs) * 1000 * (1 - KEPT);
    before = sofar;
    // One busy moment is none: a plan, or a collection of garbage.
    most = isBusy && wasBusy ? Math.min(maxInFlight, Math.max(FEWEST, perSecond * WAIT_SECONDS)) : maxInFlight;
    wasBusy = isBusy;
  }, everyMs);
  timer.unref();
  return {
    refuses(isKnown) {
      const taken = inFlight();
      return isLate || taken >= most || (taken >= most * STRANGERS_SHARE && !isKnown());
    },
    delayMs: () => smoothed,
    close() {
      clearInterval(timer);
      measured?.close();
    },
  };
}

function measuredBusyness(): () => number {
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
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
