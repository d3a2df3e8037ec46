import { Pool } from 'undici';
import type { CallOff } from '../call-off.ts';
import { allowedHeaders } from './allowed-headers.ts';
import { type DialOptions, guardedDial, loopbackDial } from './guarded-dial.ts';
import { VendorFailure } from './vendor-failure.ts';
import { READ_LIMITS, type ReadLimits, VendorResponse } from './vendor-response.ts';
import type { VettedUrl } from './vet-url.ts';

export interface VendorHttpRequest {
  /** Whose sockets it may use: a plugin's release. Sockets are never shared between two, not even to one origin. */
  readonly owner: string;
  readonly target: VettedUrl;
  /** Only those on the allow-list leave. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly callOff: CallOff;
  /** Less than the hub's own limits; more is ignored. */
  readonly limits?: Partial<ReadLimits>;
  /** Sockets that the owner may have open to an origin; as of its first request. */
  readonly connections: number;
}

export interface VendorHttpClient {
  /**
   * POST. Resolves with the body of a response that is 200, JSON by its type, not encoded and within all limits.
   * @throws VendorFailure on anything else; the socket is gone by then
   */
  post(request: VendorHttpRequest): Promise<Buffer>;
  /** Closes the sockets of an owner that will ask no more. */
  forget(owner: string): Promise<void>;
  close(): Promise<void>;
}

/** A socket is closed, and its host's name judged anew, after this time or so many requests; ms. */
const SOCKET_MS = 60_000;
const SOCKET_REQUESTS = 1_000;

/** Bytes of all headers of one response. */
const HEADER_BYTES = 16 * 1024;

/** The one client for every URL that a vendor can name. It follows nothing, decodes nothing and waits for nobody. */
export function createVendorHttpClient(dial: DialOptions = {}): VendorHttpClient {
  const pools = new Map<string, Map<string, Pool>>();
  const abroad = guardedDial(dial);
  const here = loopbackDial(dial);

  const poolOf = ({ owner, target: { url, isLoopback }, connections }: VendorHttpRequest): Pool => {
    const own = pools.get(owner) ?? new Map<string, Pool>();
    pools.set(owner, own);
    const known = own.get(url.origin);
    if (known) return known;
    const pool = new Pool(url.origin, {
      connect: isLoopback ? here : abroad,
      connections,
      pipelining: 1,
      maxHeaderSize: HEADER_BYTES,
      maxRequestsPerClient: SOCKET_REQUESTS,
      clientTtl: SOCKET_MS,
      keepAliveTimeout: 4_000,
      // What the vendor's keep-alive header may make of it.
      keepAliveMaxTimeout: 10_000,
      // The response's own timers are exact; undici's have a resolution of half a second.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    own.set(url.origin, pool);
    return pool;
  };

  return {
    post(request) {
      const { target, body, callOff, limits = {} } = request;
      const { pathname, search } = target.url;
      return new Promise((resolve, reject) => {
        const response = new VendorResponse(tightened(limits), callOff, resolve, reject);
        if (response.isSettled) return;
        const headers = allowedHeaders(request.headers);
        poolOf(request).dispatch({ path: pathname + search, method: 'POST', headers, body }, response);
      });
    },
    async forget(owner) {
      const own = [...(pools.get(owner)?.values() ?? [])];
      pools.delete(owner);
      await Promise.all(own.map((pool) => pool.destroy()));
    },
    async close() {
      const all = [...pools.values()].flatMap((own) => [...own.values()]);
      pools.clear();
      const closed = new VendorFailure('PLUGIN_UNAVAILABLE', 'the hub is closing', { isItsFault: false });
      await Promise.all(all.map((pool) => pool.destroy(closed)));
    },
  };
}

/** The smaller of each: what was asked for, and the hub's own. */
function tightened(limits: Partial<ReadLimits>): ReadLimits {
  const entries = Object.entries(READ_LIMITS).map(([name, most]) => {
    const asked = limits[name as keyof ReadLimits] ?? most;
    return [name, Math.max(0, Math.min(asked, most))];
  });
  return Object.fromEntries(entries) as ReadLimits;
}
