import { Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isLoopback, vetAddress } from './vet-address.ts';

/** All addresses of a host name; rejects when it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface DialOptions {
  /** Why an address is not dialled; null: it may. Default: `vetAddress`. */
  readonly vet?: (address: string) => string | null;
  /** Default: the name servers of the machine, without its hosts file and without its search domains. */
  readonly resolve?: Resolve;
  /** PEM of the authorities to trust; default: Node's. */
  readonly ca?: string | readonly string[];
  /** Name, TCP and TLS together; ms. */
  readonly connectTimeoutMs?: number;
}

/** Nothing of what a host stands for may be dialled. The message is the operator's: it names addresses. */
export class DialRefused extends Error {
  override readonly name = 'DialRefused';
}

/** A name with more addresses than this is somebody's way to keep us busy. */
const ADDRESSES = 8;

/**
 * Opens sockets for undici. Each new one resolves its host's name once, vets what comes out, and dials exactly that: there is
 * no second look-up between judging and dialling for a name server to answer differently. Addresses that may not be dialled
 * are left out; when none is left the socket is refused.
 */
export function guardedDial({
  vet = vetAddress,
  resolve = resolveWithoutThreads(),
  ca,
  connectTimeoutMs = 1_500,
}: DialOptions = {}): buildConnector.connector {
  const connect = buildConnector({
    allowH2: false,
    timeout: connectTimeoutMs,
    // A resumed session would skip the certificate.
    maxCachedSessions: 0,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 250,
    // Said, so that no variable of the environment can say otherwise.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    lookup: guardedLookup(resolve, vet),
    ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
  });
  return (options, callback) => {
    // Node asks nobody about a literal.
    const literal = options.hostname.replace(/^\[|\]$/g, '');
    const refusal = isIP(literal) ? vet(literal) : null;
    if (refusal !== null) {
      queueMicrotask(() => callback(new DialRefused(`${literal}: ${refusal}`), null));
      return;
    }
    connect({ ...options, hostname: literal }, (...[error, socket]) => {
      if (!socket) {
        callback(error ?? new DialRefused(literal), null);
        return;
      }
      // Where it really leads: whatever else was wrong above, this holds.
      const address = socket.remoteAddress ?? '';
      const moved = vet(address);
      if (moved === null) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(new DialRefused(`${address}: ${moved}`), null);
    });
  };
}

/** For the addresses on this machine that the operator registered: no name is looked up, and nothing else is reached. */
export function loopbackDial(options: Pick<DialOptions, 'ca' | 'connectTimeoutMs'> = {}): buildConnector.connector {
  return guardedDial({
    ...options,
    vet: (address) => (isLoopback(address) ? null : 'not-loopback'),
    resolve: async (hostname) => (hostname === 'localhost' ? ['127.0.0.1', '::1'] : []),
  });
}

function guardedLookup(resolve: Resolve, vet: (address: string) => string | null): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const verdicts = addresses.slice(0, ADDRESSES).map((address) => ({ address, refusal: vet(address) }));
        const safe = verdicts.flatMap(({ address, refusal }) => (refusal === null ? [address] : []));
        const [first] = safe;
        if (first === undefined) {
          const found = verdicts.map(({ address, refusal }) => `${address} ${refusal}`).join(', ');
          callback(new DialRefused(`${hostname}: ${found || 'no address'}`), []);
        } else if (all) {
          callback(
            null,
            safe.map((address) => ({ address, family: isIP(address) })),
          );
        } else callback(null, first, isIP(first));
      },
      (error: Error) => callback(error, []),
    );
  };
}

/**
 * `getaddrinfo` takes a thread from the pool that also writes files: four slow name servers of vendors would stop the ledger.
 * This resolver has none, and it does not know what the machine's hosts file calls its neighbours.
 */
function resolveWithoutThreads(): Resolve {
  const resolver = new Resolver({ timeout: 700, tries: 2 });
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const [first] = answers;
    if (found.length === 0 && first.status === 'rejected') throw first.reason;
    return found;
  };
}
