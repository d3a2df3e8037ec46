type Log = (line: Readonly<Record<string, unknown>>) => void;

export interface CatalogueFollowerOptions {
  /** Brings the catalogue in line with the graph of this digest. */
  readonly refresh: (digest: string) => Promise<void>;
  readonly log?: Log;
  /** Before the second try; each later one waits twice as long. */
  readonly againMs?: number;
  readonly longestMs?: number;
}

export interface CatalogueFollower {
  /** The graph that everybody is served from now on; the same again does nothing. */
  follow(digest: string): void;
  /** Resolves when nothing is being refreshed; what failed may wait to be tried again. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Keeps the catalogue in line with the graph that everybody is served, one graph after another. What fails is tried again, later and later, until it succeeds or another graph is served. */
export function catalogueFollower({
  refresh,
  log = () => {},
  againMs = 5_000,
  longestMs = 300_000,
}: CatalogueFollowerOptions): CatalogueFollower {
  let known = '';
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const begin = (digest: string, waitMs: number): void => {
    last = last
      .then(async () => {
        if (digest === known) await refresh(digest);
      })
      .catch((error: unknown) => {
        log({ level: 'error', event: 'catalogue-not-refreshed', error: String(error), againMs: waitMs });
        if (isClosed || digest !== known) return;
        timer = setTimeout(() => begin(digest, Math.min(waitMs * 2, longestMs)), waitMs);
        timer.unref();
      });
  };

  return {
    follow(digest) {
      if (digest === known) return;
      known = digest;
      clearTimeout(timer);
      begin(digest, againMs);
    },
    settled: () => last,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await last;
    },
  };
}
