import type { SubgraphReply } from '../../execution/engine.ts';
import { createBulkhead } from './bulkhead.ts';
import type { Quota } from './quota.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createVendorBreaker } from './vendor-breaker.ts';
import { type VendorCode, VendorFailure } from './vendor-failure.ts';
import { through, type VendorCall, vendorGuards } from './vendor-guard.ts';
import type { VendorHttpClient } from './vendor-http-client.ts';
import type { VendorLimits } from './vendor-limits.ts';
import { vendorReply } from './vendor-reply.ts';
import type { VendorRelease, VendorRequest, VendorState } from './vendor-transport.ts';
import type { UrlRefusal, VettedUrl } from './vet-url.ts';

export interface VendorLaneOptions {
  readonly release: VendorRelease;
  readonly limits: VendorLimits;
  /** The plugin's, whatever its release. */
  readonly quota: Quota;
  readonly http: VendorHttpClient;
  /** Whose sockets it uses: its own alone. */
  readonly owner: string;
  readonly disabled: () => string | null;
  readonly vet: (url: string) => VettedUrl | UrlRefusal;
}

/** One release of one plugin: its guards, what they have learnt, and what it has cost. */
export interface VendorLane {
  /**
   * @param onRead given the bytes of a reply, before anybody has looked into them
   * @throws VendorFailure
   */
  send(request: VendorRequest, onRead?: (reply: Buffer) => void): Promise<SubgraphReply>;
  reportInvalid(): void;
  state(): VendorState;
  /** When it was last asked for something, as `Date.now()` counts; `Infinity` while something is under way. */
  readonly usedAt: number;
}

/** Nothing of one lane is another's, besides the quota of their plugin. */
export function createVendorLane({
  release,
  limits,
  quota,
  http,
  owner,
  disabled,
  vet,
}: VendorLaneOptions): VendorLane {
  const breaker = createVendorBreaker();
  const bulkhead = createBulkhead(limits);
  const guards = vendorGuards({ disabled, vet, breaker, quota, bulkhead, budget: createRetryBudget() });
  const failures: Partial<Record<VendorCode, number>> = {};
  let requests = 0;
  let bytes = 0;
  let wrongData = 0;
  let usedAt = Date.now();

  const spend = (some: number) => {
    bytes += some;
    // Nobody waits for the book-keeping; a counter that cannot be reached has been replaced by then.
    quota.spend(some).catch(() => {});
  };

  /** Behind all guards: nothing stands between it and the vendor. */
  const ask = async ({ request, target, until, callOff, onRead }: VendorCall): Promise<SubgraphReply> => {
    if (!target) throw new VendorFailure('PLUGIN_UNAVAILABLE', 'nobody vetted its URL', { isItsFault: false });
    const { headers, body, maxBytes } = request;
    const totalMs = until - performance.now();
    const within = { totalMs, bytes: Math.min(limits.bytes, maxBytes) };
    const connections = limits.concurrency;
    const dialled = performance.now();
    try {
      const reply = await http.post({ owner, target, headers, body, callOff, limits: within, connections });
      spend(reply.length);
      onRead?.(reply);
      return vendorReply(release.plugin, reply);
    } catch (error) {
      const failure = asFailure(error);
      spend(failure.bytes);
      throw hadNoChance(failure, maxBytes, totalMs, limits) ? excused(failure) : failure;
    } finally {
      request.onAsked?.(performance.now() - dialled);
    }
  };

  const guarded = through(guards, ask);

  return {
    async send(request, onRead) {
      usedAt = Date.now();
      requests += 1;
      const until = performance.now() + Math.min(request.timeoutMs, limits.timeoutMs);
      try {
        return await guarded({ request, target: null, until, callOff: request.callOff, onRead });
      } catch (error) {
        const failure = asFailure(error);
        failures[failure.code] = (failures[failure.code] ?? 0) + 1;
        throw failure;
      }
    },
    reportInvalid() {
      wrongData += 1;
      breaker.reportInvalid();
    },
    state: () => ({
      ...release,
      breaker: breaker.state(),
      disabled: disabled(),
      active: bulkhead.active,
      waiting: bulkhead.waiting,
      requests,
      bytes,
      failures: { ...failures },
      wrongData,
      limits,
    }),
    get usedAt() {
      return bulkhead.active > 0 ? Number.POSITIVE_INFINITY : usedAt;
    },
  };
}

/** What is not foreseen happened in talking to the plugin: it is taken for its doing. */
function asFailure(error: unknown): VendorFailure {
  if (error instanceof VendorFailure) return error;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new VendorFailure('PLUGIN_UNAVAILABLE', reason);
}

/** The operation left it less than half of its own time, or fewer bytes than its contract: others' doing. */
function hadNoChance(
  { code, isTooLong }: VendorFailure,
  maxBytes: number,
  totalMs: number,
  limits: VendorLimits,
): boolean {
  if (code === 'PLUGIN_TIMEOUT') return totalMs < limits.timeoutMs / 2;
  return isTooLong && maxBytes < limits.bytes;
}

function excused({ code, message, bytes }: VendorFailure): VendorFailure {
  return new VendorFailure(code, message, { isItsFault: false, bytes });
}
