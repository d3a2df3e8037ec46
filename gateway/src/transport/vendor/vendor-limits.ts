import { PLUGIN_LIMITS, type PluginLimits, withinMost } from '@citygraph/contract';
import { READ_LIMITS } from './vendor-response.ts';

/** What one plugin may take of the hub. */
export interface VendorLimits {
  /** Requests under way at once; as many sockets may be open. */
  readonly concurrency: number;
  /** Requests that wait for one of those to end; one more is refused at once. */
  readonly queue: number;
  /** For one request with its waiting and its second try; ms. Never more than the hub's 3,000. */
  readonly timeoutMs: number;
  /** Of one reply. Never more than the hub's 2 MiB. */
  readonly bytes: number;
  readonly requestsPerSecond: number;
  /** Of all replies. */
  readonly bytesPerMinute: number;
  readonly requestsPerDay: number;
  /** Fields asked for, times the entities they are asked of. */
  readonly costPerMinute: number;
}

/** For a plugin of which nobody says anything else. */
export const VENDOR_LIMITS: VendorLimits = {
  concurrency: PLUGIN_LIMITS.concurrency.usual,
  queue: PLUGIN_LIMITS.queue.usual,
  timeoutMs: PLUGIN_LIMITS.timeoutMs.usual,
  bytes: PLUGIN_LIMITS.bytes.usual,
  requestsPerSecond: PLUGIN_LIMITS.requestsPerSecond.usual,
  bytesPerMinute: PLUGIN_LIMITS.bytesPerMinute.usual,
  requestsPerDay: PLUGIN_LIMITS.requestsPerDay.usual,
  costPerMinute: PLUGIN_LIMITS.costPerMinute.usual,
};

/** Without these nothing could ever be answered: a plugin that is to be asked nothing is switched off instead. */
const AT_LEAST_ONE: ReadonlySet<string> = new Set(['concurrency', 'timeoutMs', 'bytes']);

/**
 * What is usual, unless whoever runs the gateway says something else; over both what the contract says, of which nothing counts beyond `PLUGIN_LIMITS`: who
 * signs a graph may have taken whatever a vendor wrote.
 * @throws RangeError naming the limit that is none
 */
export function vendorLimits(operators: Partial<VendorLimits> = {}, contract: PluginLimits = {}): VendorLimits {
  for (const [name, value] of [...Object.entries(operators), ...Object.entries(contract)]) {
    const isLimit = typeof value === 'number' && value >= (AT_LEAST_ONE.has(name) ? 1 : 0);
    if (!isLimit) throw new RangeError(`A plugin's limit ${name} cannot be ${String(value)}.`);
  }
  const limits = { ...VENDOR_LIMITS, ...operators, ...withinMost(contract) };
  return {
    ...limits,
    timeoutMs: Math.min(limits.timeoutMs, READ_LIMITS.totalMs),
    bytes: Math.min(limits.bytes, READ_LIMITS.bytes),
  };
}
