import { Pool } from 'undici';
import type { CallOff } from '../call-off.ts';
import { allowedHeaders } from './allowed-headers.ts';
import { type DialOptions, guardedDial, loopbackDial } from './guarded-dial.ts';
import { createRepliesHeld, type RepliesHeld } from './replies-held.ts';
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

/** Sockets to one origin, and when others take their place, as `performance.now()` counts. undici's own limit in time looks at each socket for every request. */
interface OpenPool {
  readonly pool: Pool;
  readonly until: number;
}

/** A socket is closed, and its host's name judged anew, after this time or so many requests; ms. */
const SOCKET_MS = 60_000;
const SOCKET_REQUESTS = 1_000;

/** Bytes of all headers of one response. */
const HEADER_BYTES = 16 * 1024;

export interface VendorHttpOptions {
  /** How long a socket may serve. */
  readonly socketMs?: number;
  /** What all replies under way may take together. */
  readonly held?: RepliesHeld;
}

/** The one client for every URL that a vendor can name. It follows nothing, decodes nothing and waits for nobody. */
export function createVendorHttpClient(
  dial: DialOptions = {},
  { socketMs = SOCKET_MS, held = createRepliesHeld() }: VendorHttpOptions = {},
): VendorHttpClient {
  const pools = new Map<string, Map<string, OpenPool>>();
  const abroad = guardedDial(dial);
  const here = loopbackDial(dial);

  const poolOf = ({ owner, target: { url, isLoopback }, connections }: VendorHttpRequest): Pool => {
    const own = pools.get(owner) ?? new Map<string, OpenPool>();
    pools.set(owner, own);
    const known = own.get(url.origin);
    if (known && performance.now() < known.until) return known.pool;
    // What is under way on its sockets comes to its end there.
    known?.pool.close().catch(() => {});
    const pool = new Pool(url.origin, {
      connect: isLoopback ? here : abroad,
      connections,
      pipelining: 1,
      maxHeaderSize: HEADER_BYTES,
      maxRequestsPerClient: SOCKET_REQUESTS,
      keepAliveTimeout: 4_000,
      // What the vendor's keep-alive header may make of it.
      keepAliveMaxTimeout: 10_000,
      // The response's own timers are exact; undici's have a resolution of half a second.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    own.set(url.origin, { pool, until: performance.now() + socketMs });
    return pool;
  };

  return {
    post(request) {
      const { owner, target, body, callOff, limits = {} } = request;
      const { pathname, search } = target.url;
      return new Promise((resolve, reject) => {
        const response = new VendorResponse({ owner, held, limits: tightened(limits) }, callOff, resolve, reject);
        if (response.isSettled) return;
        const headers = allowedHeaders(request.headers);
        poolOf(request).dispatch({ path: pathname + search, method: 'POST', headers, body }, response);
      });
    },
    async forget(owner) {
      const own = [...(pools.get(owner)?.values() ?? [])];
      pools.delete(owner);
      await Promise.all(own.map(({ pool }) => pool.destroy()));
    },
    async close() {
      const all = [...pools.values()].flatMap((own) => [...own.values()]);
      pools.clear();
      const closed = new VendorFailure('PLUGIN_UNAVAILABLE', 'the hub is closing', { isItsFault: false });
      await Promise.all(all.map(({ pool }) => pool.destroy(closed)));
    },
  };
}

/** The smaller of each: what was asked for, and the hub's own. */
function tightened(asked: Partial<ReadLimits>): ReadLimits {
  const least = (name: keyof ReadLimits): number => {
    const said = asked[name];
    return said === undefined ? READ_LIMITS[name] : Math.max(0, Math.min(said, READ_LIMITS[name]));
  };
  return {
    bytes: least('bytes'),
    depth: least('depth'),
    values: least('values'),
    headers: least('headers'),
    interim: least('interim'),
    headersMs: least('headersMs'),
    idleMs: least('idleMs'),
    totalMs: least('totalMs'),
  };
}
