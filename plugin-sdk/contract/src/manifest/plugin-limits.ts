import type { PluginLimits } from '../delivery/supergraph-artefact.ts';

/** What a plugin has of one limit. */
export interface LimitRange {
  /** Where its contract says nothing. */
  readonly usual: number;
  /** Its contract may say no more, and gateways take more for this. */
  readonly most: number;
}

const MIB = 1024 * 1024;

/**
 * What a plugin may take of the hub. A plugin that answers slowly and right opens no breaker: sockets, places in the queue and memory are kept from it by
 * these alone, so nobody has more by writing more.
 */
export const PLUGIN_LIMITS = {
  concurrency: { usual: 16, most: 64 },
  queue: { usual: 16, most: 64 },
  timeoutMs: { usual: 3_000, most: 3_000 },
  bytes: { usual: 2 * MIB, most: 2 * MIB },
  requestsPerSecond: { usual: 100, most: 500 },
  bytesPerMinute: { usual: 32 * MIB, most: 256 * MIB },
  requestsPerDay: { usual: 1_000_000, most: 10_000_000 },
  costPerMinute: { usual: 1_000_000, most: 10_000_000 },
} as const satisfies Record<keyof PluginLimits, LimitRange>;

/** Names of a manifest's `limits`. */
export const LIMIT_NAMES = Object.keys(PLUGIN_LIMITS) as readonly (keyof PluginLimits)[];

/** What a contract says, each limit no more than anybody has. */
export const withinMost = (limits: PluginLimits): PluginLimits =>
  Object.fromEntries(
    LIMIT_NAMES.flatMap((name) => {
      const said = limits[name];
      return said === undefined ? [] : [[name, Math.min(said, PLUGIN_LIMITS[name].most)]];
    }),
  );
