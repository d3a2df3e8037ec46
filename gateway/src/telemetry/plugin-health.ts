import { type HopChannel, LATENCY_EDGES_MS, type PluginHealth } from '@citygraph/contract';
import { createFailureShares } from '../transport/vendor/failure-shares.ts';

/** A server of a plugin, running a release. */
export interface Answerer {
  readonly plugin: string;
  readonly release: string;
  readonly channel: HopChannel;
}

interface ByWhom {
  /** Whose failure it is, if it is one; default nobody's. */
  readonly account?: string | undefined;
}

/** How plugins answer, counted until it is told. */
export interface HealthCounters {
  /** One request; `code` when it failed, and whether no request can have made it so: then it takes nothing of a caller's share. */
  answered(
    answer: Answerer & ByWhom & { readonly code: string | null; readonly ms: number; readonly isCertain?: boolean },
  ): void;
  /** A reply that was counted as one held wrong data. */
  invalid(answer: Answerer & ByWhom): void;
  /** What came in since the last time, as much as one report may hold; it is forgotten here. The rest waits. */
  take(): PluginHealth[];
}

/** Rows of one report: the registry takes no more (marketplace/registry/README.md). */
const MOST = 500;

interface Counts extends Answerer {
  calls: number;
  readonly failures: Record<string, number>;
  readonly latency: number[];
}

export function createHealthCounters(): HealthCounters {
  const shares = createFailureShares();
  /** Nothing counts of who had their share of failures, well or not: of the rest it is as much as before that fails. */
  const counts = (answer: Answerer & ByWhom, isShared: boolean): boolean => {
    const { plugin, release, channel, account } = answer;
    const name = account === undefined ? undefined : `${plugin} ${release} ${channel} ${account}`;
    if (shares.isSpent(name)) return false;
    if (isShared) shares.note(name);
    return true;
  };
  const byChannel = { stable: new Map<string, Map<string, Counts>>(), sandbox: new Map<string, Map<string, Counts>>() };
  const of = ({ plugin, release, channel }: Answerer): Counts => {
    const plugins = byChannel[channel];
    let releases = plugins.get(plugin);
    if (!releases) {
      releases = new Map();
      plugins.set(plugin, releases);
    }
    let known = releases.get(release);
    if (!known) {
      const latency = new Array(LATENCY_EDGES_MS.length + 1).fill(0);
      known = { plugin, release, channel, calls: 0, failures: {}, latency };
      releases.set(release, known);
    }
    return known;
  };
  const fail = ({ failures }: Counts, code: string): void => {
    failures[code] = (failures[code] ?? 0) + 1;
  };
  return {
    answered(answer) {
      if (!counts(answer, answer.code !== null && answer.isCertain !== true)) return;
      const known = of(answer);
      known.calls += 1;
      if (answer.code !== null) fail(known, answer.code);
      const bucket = bucketOf(answer.ms);
      known.latency[bucket] = (known.latency[bucket] ?? 0) + 1;
    },
    invalid(answer) {
      if (counts(answer, true)) fail(of(answer), 'PLUGIN_INVALID_REPLY');
    },
    take() {
      const taken: PluginHealth[] = [];
      for (const plugins of Object.values(byChannel)) {
        for (const [plugin, releases] of plugins) {
          for (const [release, counts] of releases) {
            if (taken.length === MOST) return taken;
            taken.push(counts);
            releases.delete(release);
          }
          plugins.delete(plugin);
        }
      }
      return taken;
    },
  };
}

function bucketOf(ms: number): number {
  let at = 0;
  for (const edge of LATENCY_EDGES_MS) {
    if (ms <= edge) break;
    at += 1;
  }
  return at;
}
