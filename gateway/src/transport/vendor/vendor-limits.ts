import { READ_LIMITS } from './vendor-response.ts';

/** What one plugin may take of the hub, from its contract. */
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

/** For a plugin whose contract says nothing else. */
export const VENDOR_LIMITS: VendorLimits = {
  concurrency: 16,
  queue: 16,
  timeoutMs: READ_LIMITS.totalMs,
  bytes: READ_LIMITS.bytes,
  requestsPerSecond: 100,
  bytesPerMinute: 32 * 1024 * 1024,
  requestsPerDay: 1_000_000,
  costPerMinute: 1_000_000,
};

/** Without these nothing could ever be answered: a plugin that is to be asked nothing is switched off instead. */
const AT_LEAST_ONE: ReadonlySet<string> = new Set(['concurrency', 'timeoutMs', 'bytes']);

/**
 * The contract's limits over the defaults, within what the hub allows anybody.
 * @throws RangeError naming the limit that is none
 */
export function vendorLimits(contract: Partial<VendorLimits> = {}): VendorLimits {
  const limits = { ...VENDOR_LIMITS, ...contract };
  for (const [name, value] of Object.entries(limits)) {
    const isLimit = typeof value === 'number' && value >= (AT_LEAST_ONE.has(name) ? 1 : 0);
    if (!isLimit) throw new RangeError(`A plugin's limit ${name} cannot be ${String(value)}.`);
  }
  return {
    ...limits,
    timeoutMs: Math.min(limits.timeoutMs, READ_LIMITS.totalMs),
    bytes: Math.min(limits.bytes, READ_LIMITS.bytes),
  };
}
