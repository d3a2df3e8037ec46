const PAUSE_MS = 60_000;

/** For a log that strangers could fill: how often something came since it was last said, itself included; null while a minute since then has not passed. */
export function sayRarely(now: () => number = Date.now): (what: string) => number | null {
  const said = new Map<string, { at: number; since: number }>();
  return (what) => {
    const known = said.get(what);
    if (known && now() - known.at < PAUSE_MS) {
      known.since += 1;
      return null;
    }
    said.set(what, { at: now(), since: 0 });
    return (known?.since ?? 0) + 1;
  };
}
