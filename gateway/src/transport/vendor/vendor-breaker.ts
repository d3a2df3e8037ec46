import { BrokenCircuitError, CircuitState, circuitBreaker, handleWhen, IterableBackoff } from 'cockatiel';
import { FailureRecord } from './failure-record.ts';
import { VendorFailure } from './vendor-failure.ts';

/** How long it stays open before one call is let through, each time that one fails; ms. The last one and a probe are within 35 s. */
export const BREAKER_PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000] as const;

/** `half-open`: one call is under way to see whether the plugin is well again. */
export type BreakerState = 'closed' | 'open' | 'half-open';

export interface VendorBreaker {
  /** @throws VendorFailure PLUGIN_UNAVAILABLE while it is open, and while somebody else's probe is under way */
  check(): void;
  /**
   * Makes the call, and learns from it; failures that are not the plugin's fault say nothing about it.
   * @param call told whether it is a probe, which must be seen through whoever waits for it
   * @throws VendorFailure what the call throws, or as `check`
   */
  run<T>(call: (isProbe: boolean) => Promise<T>): Promise<T>;
  /** A call that went well brought wrong data. */
  reportInvalid(): void;
  state(): BreakerState;
}

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};

/**
 * cockatiel's breaker, and two things around it: nobody waits for a probe, and refusing costs nothing else.
 * @param isSilent whether the plugin has answered nobody for so long that the next failure is one too many
 */
export function createVendorBreaker(isSilent: () => boolean = () => false): VendorBreaker {
  const record = new FailureRecord({ isSilent });
  const policy = circuitBreaker(
    // In its probe everything but a reply is a failure: a reply is what it is to prove.
    handleWhen(
      (error) => policy.state === CircuitState.HalfOpen || (error instanceof VendorFailure && error.isItsFault),
    ),
    { breaker: record, halfOpenAfter: new IterableBackoff(BREAKER_PAUSES_MS) },
  );
  let opened = 0;
  let shutUntil = 0;
  policy.onBreak(() => {
    shutUntil = Date.now() + (BREAKER_PAUSES_MS[opened] ?? BREAKER_PAUSES_MS[BREAKER_PAUSES_MS.length - 1] ?? 0);
    opened += 1;
  });
  policy.onReset(() => {
    opened = 0;
  });

  const refused = (): VendorFailure | null => {
    const isOpen = policy.state === CircuitState.Open && Date.now() < shutUntil;
    return isOpen || policy.state === CircuitState.HalfOpen ? refusal(STATES[policy.state]) : null;
  };

  /** As cockatiel does it, which makes four promises on the way of each call that it only counts. One that fails after others opened it says nothing new. */
  const whileClosed = async <T>(call: (isProbe: boolean) => Promise<T>): Promise<T> => {
    try {
      const reply = await call(false);
      record.success(CircuitState.Closed);
      return reply;
    } catch (error) {
      if (policy.state !== CircuitState.Closed) throw error;
      // Told of failures alone, it opens when they are too many.
      return policy.execute(() => Promise.reject(error));
    }
  };

  return {
    check() {
      const failure = refused();
      if (failure) throw failure;
    },
    run(call) {
      const failure = refused();
      if (failure) return Promise.reject(failure);
      const isProbe = policy.state === CircuitState.Open;
      if (!isProbe) return whileClosed(call);
      return policy
        .execute(() => call(isProbe))
        .catch((error: unknown) => {
          throw error instanceof BrokenCircuitError ? refusal('open') : error;
        });
    },
    reportInvalid() {
      if (policy.state !== CircuitState.Closed) return;
      const failure = new VendorFailure('PLUGIN_INVALID_REPLY', 'wrong data');
      record.retract();
      // A call that fails is the only way to tell cockatiel.
      policy.execute(() => Promise.reject(failure)).catch(() => {});
    },
    state: () => STATES[policy.state],
  };
}

function refusal(state: BreakerState): VendorFailure {
  return new VendorFailure('PLUGIN_UNAVAILABLE', `its breaker is ${state}`, { isItsFault: false, isOutage: true });
}
