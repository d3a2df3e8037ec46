import { LATENCY_EDGES_MS, type PluginHealth } from '@citygraph/contract';

/** How plugins answer, counted until it is told. */
export interface HealthCounters {
  /** One request to a release; `code` when it failed. */
  answered(answer: { plugin: string; release: string; code: string | null; ms: number }): void;
  /** A reply that was counted as one held wrong data. */
  invalid(plugin: string, release: string): void;
  /** Everything since the last time, which is forgotten here. */
  take(): PluginHealth[];
}

interface Counts {
  readonly plugin: string;
  readonly release: string;
  calls: number;
  readonly failures: Record<string, number>;
  readonly latency: number[];
}

export function createHealthCounters(): HealthCounters {
  let plugins = new Map<string, Map<string, Counts>>();
  const of = (plugin: string, release: string): Counts => {
    let releases = plugins.get(plugin);
    if (!releases) {
      releases = new Map();
      plugins.set(plugin, releases);
    }
    let known = releases.get(release);
    if (!known) {
      known = { plugin, release, calls: 0, failures: {}, latency: new Array(LATENCY_EDGES_MS.length + 1).fill(0) };
      releases.set(release, known);
    }
    return known;
  };
  const fail = ({ failures }: Counts, code: string): void => {
    failures[code] = (failures[code] ?? 0) + 1;
  };
  return {
    answered({ plugin, release, code, ms }) {
      const known = of(plugin, release);
      known.calls += 1;
      if (code !== null) fail(known, code);
      const bucket = bucketOf(ms);
      known.latency[bucket] = (known.latency[bucket] ?? 0) + 1;
    },
    invalid: (plugin, release) => fail(of(plugin, release), 'PLUGIN_INVALID_REPLY'),
    take() {
      const taken = [...plugins.values()].flatMap((releases) => [...releases.values()]);
      plugins = new Map();
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
