import { CircuitState, type IBreaker } from 'cockatiel';

/** Latest calls that are looked at. */
const WINDOW = 40;
/** So many failures among them open the breaker: half. */
const FAILURES = 20;
/** So many in a row do. */
const STREAK = 10;
/** So few in a row do when they go on for two seconds. */
const LONG_STREAK = 3;
const LONG_STREAK_MS = 2_000;
/** Failures that are older are another story; ms. */
const MEMORY_MS = 30_000;
/** Calls after closing of which none may fail. */
const PROBATION = 5;

interface Outcome {
  isFailure: boolean;
  readonly at: number;
}

export interface FailureRecordOptions {
  readonly now?: () => number;
  /** Whether nobody was answered for long: then the failures that did not count are known as well. */
  readonly isSilent?: () => boolean;
}

/** Decides from the latest outcomes when a breaker opens: within 25 failed calls, or after 2 s of nothing else. */
export class FailureRecord implements IBreaker {
  readonly #now: () => number;
  readonly #isSilent: () => boolean;
  #outcomes: Outcome[] = [];
  #probation = 0;
  #retractions = 0;

  /** cockatiel would keep it over restarts; we do not. */
  state: unknown = null;

  constructor({ now = Date.now, isSilent = () => false }: FailureRecordOptions = {}) {
    this.#now = now;
    this.#isSilent = isSilent;
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) {
      this.#outcomes = [];
      this.#probation = PROBATION;
      return;
    }
    this.#probation = Math.max(0, this.#probation - 1);
    this.#push(false);
  }

  failure(state: CircuitState): boolean {
    const succeeded = this.#retractions > 0 ? this.#outcomes.findLast(({ isFailure }) => !isFailure) : undefined;
    this.#retractions = Math.max(0, this.#retractions - 1);
    if (succeeded) succeeded.isFailure = true;
    else this.#push(true);
    // A breaker that just closed on one good reply is not asked for another dozen bad ones.
    return state !== CircuitState.Closed || this.#probation > 0 || this.#isTooMuch();
  }

  /** The next failure is about a call that was taken for a success. */
  retract(): void {
    this.#retractions += 1;
  }

  #push(isFailure: boolean): void {
    this.#outcomes.push({ isFailure, at: this.#now() });
    if (this.#outcomes.length > WINDOW) this.#outcomes.shift();
  }

  #isTooMuch(): boolean {
    if (this.#isSilent()) return true;
    const recent = this.#outcomes.filter(({ at }) => at > this.#now() - MEMORY_MS);
    if (recent.filter(({ isFailure }) => isFailure).length >= FAILURES) return true;
    const streak = recent.slice(recent.findLastIndex(({ isFailure }) => !isFailure) + 1);
    const [first] = streak;
    const isLong = streak.length >= LONG_STREAK && first !== undefined && this.#now() - first.at >= LONG_STREAK_MS;
    return isLong || streak.length >= STREAK;
  }
}
