/** Different lines that are remembered; beyond that, all are forgotten. */
const KINDS = 100;
/** Characters of a reason. */
const REASON = 300;

/** A line about a plugin. `reason` may hold what the vendor chose: the names in its certificate, say. */
export interface PluginLine {
  readonly event: string;
  readonly plugin: string;
  readonly release: string;
  readonly code?: string;
  readonly reason?: string;
  readonly requestId?: string | undefined;
}

/** Says the same thing once a second, and how often it went unsaid: a plugin that fails must not fill the operator's disk. */
export function sparingLog(
  log: (line: object) => void,
  { everyMs = 1_000, now = Date.now }: { everyMs?: number; now?: () => number } = {},
): (line: PluginLine) => void {
  const said = new Map<string, { at: number; unsaid: number }>();
  return (line) => {
    const reason = line.reason === undefined ? {} : { reason: line.reason.slice(0, REASON).replace(/\p{C}/gu, ' ') };
    const kind = JSON.stringify([line.event, line.plugin, line.release, line.code, reason]);
    const last = said.get(kind);
    if (last && now() - last.at < everyMs) {
      last.unsaid += 1;
      return;
    }
    if (said.size >= KINDS) said.clear();
    said.set(kind, { at: now(), unsaid: 0 });
    log({ ...line, ...reason, ...(last && last.unsaid > 0 ? { unsaid: last.unsaid } : {}) });
  };
}
