/** Remembers request ids until their signature has expired: a request that was overheard cannot be sent again. */
export interface ReplayCache {
  /** False when the id was taken before. `expires` in seconds since the epoch. */
  take(requestId: string, expires: number): boolean | Promise<boolean>;
}

/** Of one process: it answers at once. */
export interface LocalReplayCache extends ReplayCache {
  take(requestId: string, expires: number): boolean;
}

/** `grace` in seconds: the clock tolerance of the verifier that the cache stands beside. */
export function createReplayCache({
  now = Date.now,
  grace = 5,
}: {
  now?: () => number;
  grace?: number;
} = {}): LocalReplayCache {
  const taken = new Map<string, number>();
  let swept = 0;
  return {
    take(requestId, expires) {
      const seconds = now() / 1000;
      if (seconds - swept > 1) {
        swept = seconds;
        // Taken in the order of time and expiring within half a minute of each other: the first that lives ends the sweep.
        for (const [id, until] of taken) {
          if (until + grace >= seconds) break;
          taken.delete(id);
        }
      }
      if (taken.has(requestId)) return false;
      taken.set(requestId, expires);
      return true;
    },
  };
}
