/** Something under way that may no longer be wanted. An `AbortSignal` says the same at ten times the cost. */
export class CallOff {
  readonly #listeners = new Set<() => void>();
  #isOff = false;

  get isOff(): boolean {
    return this.#isOff;
  }

  /** Once; whoever listens is told at once. */
  off(): void {
    if (this.#isOff) return;
    this.#isOff = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Calls the listener when it is called off, now if it is; answers how to stop listening. */
  whenOff(listener: () => void): () => void {
    if (this.#isOff) {
      listener();
      return () => {};
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** Calls off when another one does, or when time has passed; leaves nothing behind on either once it is cleared. */
export interface Deadline {
  readonly callOff: CallOff;
  hasPassed(): boolean;
  clear(): void;
}

export function deadline(milliseconds: number, parent: CallOff | null): Deadline {
  const callOff = new CallOff();
  let passed = false;
  const timer = setTimeout(
    () => {
      passed = true;
      callOff.off();
    },
    Math.max(0, milliseconds),
  );
  const unlisten = parent?.whenOff(() => callOff.off());
  return {
    callOff,
    hasPassed: () => passed,
    clear() {
      clearTimeout(timer);
      unlisten?.();
    },
  };
}
