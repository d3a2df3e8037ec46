import type { SubgraphReply } from '../../execution/engine.ts';
import { createBulkhead } from './bulkhead.ts';
import { createFailureShares } from './failure-shares.ts';
import { LONGEST_STRING } from './parse-vendor-json.ts';
import type { Quota } from './quota.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createSilence } from './silence.ts';
import { createVendorBreaker } from './vendor-breaker.ts';
import { type VendorCode, VendorFailure } from './vendor-failure.ts';
import { through, type VendorCall, vendorGuards } from './vendor-guard.ts';
import type { VendorHttpClient } from './vendor-http-client.ts';
import type { VendorLimits } from './vendor-limits.ts';
import { vendorReply } from './vendor-reply.ts';
import { READ_LIMITS } from './vendor-response.ts';
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
  /** @param account whose call it was */
  reportInvalid(account: string | undefined): void;
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
  const silence = createSilence();
  const breaker = createVendorBreaker(silence.isLong);
  const bulkhead = createBulkhead(limits);
  const shares = createFailureShares();
  const guards = vendorGuards({
    disabled,
    vet,
    breaker,
    shares,
    silence,
    quota,
    bulkhead,
    budget: createRetryBudget(),
  });
  const failures: Partial<Record<VendorCode, number>> = {};
  let requests = 0;
  let bytes = 0;
  let wrongData = 0;
  let usedAt = Date.now();

  const spend = (some: number, account: string | undefined) => {
    bytes += some;
    // Nobody waits for the book-keeping; a counter that cannot be reached has been replaced by then.
    quota.spend(some, account).catch(() => {});
  };

  /** Behind all guards: nothing stands between it and the vendor. */
  const ask = async ({ request, target, until, queuedMs = 0, callOff, onRead }: VendorCall): Promise<SubgraphReply> => {
    if (!target) throw new VendorFailure('PLUGIN_UNAVAILABLE', 'nobody vetted its URL', { isItsFault: false });
    const { headers, body, maxBytes } = request;
    const totalMs = until - performance.now();
    const within = { totalMs, bytes: Math.min(limits.bytes, maxBytes) };
    const connections = limits.concurrency;
    const isLong = body.length > LONG_REQUEST;
    const dialled = performance.now();
    try {
      const reply = await http.post({ owner, target, headers, body, callOff, limits: within, connections });
      spend(reply.length, request.account);
      onRead?.(reply);
      const read = vendorReply(release.plugin, reply);
      // In a 200 of the older media type: errors without any data are about the request.
      return request.isChosen === true && isRefusal(read) ? { ...read, isExcused: true } : read;
    } catch (error) {
      const failure = asFailure(error);
      spend(failure.bytes, request.account);
      if (wasProvoked(failure, request, limits)) throw failure.excused({ isProvoked: true });
      if (hadNoTime(failure, totalMs, limits)) throw failure.excused({ isSendersLack: true });
      if (hadNoRoom(failure, maxBytes, limits)) throw failure.excused();
      // Whoever hangs up on so long a request may mean its length. Time that runs out says something when it was all that there is, of a request that anybody may send, and nobody else was answered.
      const isHanging =
        failure.code === 'PLUGIN_TIMEOUT' &&
        totalMs >= limits.timeoutMs * ALL_BUT &&
        request.isChosen !== true &&
        silence.isSince(dialled);
      const judged = failure.judged(!isLong && (failure.isCertain || isHanging));
      throw failure.code === 'PLUGIN_TIMEOUT' && queuedMs > SHORT_QUEUE_MS ? judged.afterQueue() : judged;
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
    reportInvalid(account) {
      wrongData += 1;
      if (shares.isSpent(account)) return;
      shares.note(account);
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

/** The operation left it less than half of its own time: others' doing. */
const hadNoTime = ({ code }: VendorFailure, totalMs: number, limits: VendorLimits): boolean =>
  code === 'PLUGIN_TIMEOUT' && totalMs < limits.timeoutMs / 2;

/** The operation left it fewer bytes than its contract: others' doing. */
const hadNoRoom = ({ tooMuch }: VendorFailure, maxBytes: number, limits: VendorLimits): boolean =>
  tooMuch === 'bytes' && maxBytes < limits.bytes;

/** So much of a contract's time is all of it: some goes by before a call is sent. */
const ALL_BUT = 0.9;

/** It had its time, as far as anybody can tell. */
const SHORT_QUEUE_MS = 50;

/** A value that anybody would call long; bytes. */
const LONG_VALUE = 1024;
/** A request that some servers take for too long; bytes. */
const LONG_REQUEST = 16 * 1024;

/** Whoever asks has made it so: by what cannot be read, or by asking for more than one reply may hold. */
function wasProvoked(
  { tooMuch, blames }: VendorFailure,
  { body, values = 1, isChosen = false }: VendorRequest,
  limits: VendorLimits,
): boolean {
  const isLong = body.length > LONG_REQUEST;
  if (blames !== null) return isLong || (blames === 'request' && isChosen);
  switch (tooMuch) {
    // What was sent may come back as every value.
    case 'bytes':
      return values * (LONG_VALUE + body.length) >= limits.bytes;
    case 'values':
      return values >= READ_LIMITS.values / 2;
    case 'text':
      return body.length >= LONGEST_STRING / 2;
    default:
      return false;
  }
}

const isRefusal = ({ data, errors }: SubgraphReply): boolean =>
  data === null && errors.every(({ path }) => path === null);
