/** Consents that are being asked for, over as many policies as it takes. */
export interface ConsentFetches {
  /** What has come of these within some time, by digest; the others go on coming. Those that are not wanted any more are forgotten. */
  within(milliseconds: number, wanted: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
}

/** Asked for at once; a large city's first policy names 256. */
const AT_ONCE = 8;

/** `fetch` rejects with a sentence where a digest cannot be had; the next time that it is wanted it is asked for again. */
export function consentFetches(
  fetch: (digest: string) => Promise<unknown>,
  failed: (digest: string, error: unknown) => void,
): ConsentFetches {
  const come = new Map<string, unknown>();
  const underWay = new Map<string, Promise<void>>();
  const waiting: string[] = [];
  let wantedNow: ReadonlySet<string> = new Set();

  const next = async (): Promise<void> => {
    for (let digest = waiting.shift(); digest !== undefined; digest = waiting.shift()) {
      if (!wantedNow.has(digest) || come.has(digest) || underWay.has(digest)) continue;
      const one = ask(digest);
      underWay.set(digest, one);
      await one;
    }
  };
  const ask = async (digest: string): Promise<void> => {
    try {
      come.set(digest, await fetch(digest));
    } catch (error) {
      failed(digest, error);
    } finally {
      underWay.delete(digest);
    }
  };

  return {
    async within(milliseconds, wanted) {
      wantedNow = new Set(wanted);
      for (const digest of come.keys()) if (!wantedNow.has(digest)) come.delete(digest);
      waiting.splice(0, waiting.length, ...wanted);
      const free = Math.max(0, AT_ONCE - underWay.size);
      const all = Promise.all([...underWay.values(), ...Array.from({ length: free }, next)]).then(() => {});
      let late: NodeJS.Timeout | undefined;
      await Promise.race([all, new Promise<void>((resolve) => (late = setTimeout(resolve, milliseconds)))]);
      clearTimeout(late);
      return new Map(wanted.flatMap((digest) => (come.has(digest) ? [[digest, come.get(digest)] as const] : [])));
    },
  };
}
