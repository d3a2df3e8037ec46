/** A clock that is never behind what the hub has signed: a machine's own may be set back, or wrong from the start, and everything that ends would go on. */
export interface SignedClock {
  /** Somebody trusted has signed at this moment. Answers how far this machine's clock is behind it; 0: it is not. */
  heard(signedAt: number, now: number): number;
  /** How far a moment is ahead of this machine's clock, and of what was signed before with the time since; 0: it is not, or nothing was signed yet. */
  ahead(signedAt: number, now: number): number;
  /** What this machine says, or the last that was signed and the time since, whichever is later. */
  moment(now: number): number;
}

/** Milliseconds since the epoch. `elapsed` goes on evenly, whatever is done to the clock. */
export function signedClock(elapsed: () => number = () => performance.now()): SignedClock {
  let signed = 0;
  let heardAt = 0;
  const known = () => signed + elapsed() - heardAt;
  return {
    heard(signedAt, now) {
      // An older word, or the same once more, sets nothing back.
      if (signed === 0 || signedAt > known()) [signed, heardAt] = [signedAt, elapsed()];
      return Math.max(0, known() - now);
    },
    ahead: (signedAt, now) => (signed === 0 ? 0 : Math.max(0, signedAt - Math.max(now, known()))),
    moment: (now) => (signed === 0 ? now : Math.max(now, known())),
  };
}
