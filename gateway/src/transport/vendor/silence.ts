/** So few failures tell of it when a plugin has answered nobody for two seconds. */
const FEW = 3;
const LONG_MS = 2_000;
/** What began longer ago is another story; ms. */
const MEMORY_MS = 30_000;

/** A call that failed by nobody's doing but the plugin's, as far as is known. */
export interface FailedCall {
  /** Whose it was; undefined: nobody's account. */
  readonly account: string | undefined;
  /** No caller can have made it so. */
  readonly isCertain: boolean;
  /** When it was sent, as `performance.now()` counts. */
  readonly began: number;
}

/** Since when a plugin has answered nobody. It remembers whom it failed, those included whose failures no longer count. */
export interface Silence {
  answered(): void;
  failed(call: FailedCall): void;
  /** Nobody was answered since then. */
  isSince(began: number): boolean;
  /** For two seconds, by the word of two callers, or of one where no caller can have made it so (ADR 79). */
  isLong(): boolean;
}

export function createSilence(now: () => number = () => performance.now()): Silence {
  let answeredAt = Number.NEGATIVE_INFINITY;
  /** When the first call was sent that failed since. */
  let since: number | null = null;
  let failures = 0;
  let witness: string | null = null;
  let isWitnessed = false;

  const forget = () => {
    since = null;
    failures = 0;
    witness = null;
    isWitnessed = false;
  };

  return {
    answered() {
      answeredAt = now();
      if (since !== null) forget();
    },
    failed({ account, isCertain, began }) {
      if (since !== null && now() - since > MEMORY_MS) forget();
      since ??= Math.max(began, answeredAt);
      failures += 1;
      if (isCertain || account === undefined || (witness !== null && witness !== account)) isWitnessed = true;
      witness ??= account ?? null;
    },
    isSince: (began) => answeredAt < began,
    isLong: () => since !== null && failures >= FEW && isWitnessed && now() - since >= LONG_MS,
  };
}
