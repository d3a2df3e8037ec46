import { type ProxyUsed, proxyTo } from '@citygraph/contract/fetch-through';
import type { World } from '../world.ts';

/** No answer is read further. */
const LARGEST = 32 * 1024 * 1024;

export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Milliseconds that the other side's clock is ahead of ours; null: it did not say. */
  readonly skewMs: number | null;
}

/**
 * Why no answer came. `unreachable`: nothing was sent. `untrusted`: its certificate is not to be believed; nothing was sent. `proxy`: the proxy would
 * not. `broken`, `late`, `interrupted`: it may have been received.
 */
export type FailureKind = 'unreachable' | 'untrusted' | 'proxy' | 'broken' | 'late' | 'interrupted' | 'too-large';

export class ExchangeFailure extends Error {
  override name = 'ExchangeFailure';
  readonly kind: FailureKind;
  /** What it was sent through; null: nothing is in between that we know of. */
  readonly proxy: ProxyUsed | null;

  constructor(kind: FailureKind, reason: string, proxy: ProxyUsed | null = null) {
    super(reason);
    this.kind = kind;
    this.proxy = proxy;
  }
}

/** One request and its answer, or an ExchangeFailure. Follows no redirect: a token is for who it was given for. */
export async function exchange(world: World, request: HttpRequest): Promise<HttpAnswer> {
  const { url, method = 'GET', headers = {}, body, timeoutMs } = request;
  const late = AbortSignal.timeout(timeoutMs);
  const began = world.now();
  try {
    world.signal.throwIfAborted();
    const response = await world.fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([world.signal, late]),
      ...(body === undefined ? {} : { body }),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    const text = await readBody(response);
    const skewMs = Number.isNaN(date) ? null : date - Math.round((began + world.now()) / 2);
    return { status: response.status, headers: response.headers, text, skewMs };
  } catch (error) {
    if (error instanceof ExchangeFailure) throw error;
    if (world.signal.aborted) throw new ExchangeFailure('interrupted', 'interrupted');
    const proxy = proxyTo(url, world.env);
    if (late.aborted) throw new ExchangeFailure('late', `${timeoutMs} ms`, proxy);
    throw failureOf(error, proxy);
  }
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST) throw new ExchangeFailure('too-large', String(LARGEST));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ERR_INVALID_URL|UND_ERR_CONNECT_TIMEOUT)$/;
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH)/;

function failureOf(error: unknown, proxy: ProxyUsed | null): ExchangeFailure {
  const causes = causesOf(error);
  const codes = causes.flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  const messages = causes.map(({ message }) => String(message ?? ''));
  const reason = codes[0] ?? messages.at(-1) ?? String(error);
  const status = /Proxy response \((\d+)\)/.exec(messages.join('\n'))?.[1];
  if (status !== undefined) return new ExchangeFailure('proxy', status, proxy);
  if (codes.some((code) => CERTIFICATE.test(code))) return new ExchangeFailure('untrusted', reason, proxy);
  // Ports that fetch keeps from everybody (WHATWG Fetch, “bad port”).
  if (messages.includes('bad port') || codes.some((code) => NOT_SENT.test(code)))
    return new ExchangeFailure('unreachable', reason, proxy);
  return new ExchangeFailure('broken', reason, proxy);
}

interface Cause {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** An error, what caused it, and the tries of an AggregateError (happy eyeballs), outermost first. */
function causesOf(error: unknown, depth = 0): Cause[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { cause, errors }: Cause = error;
  return [error, ...[cause, ...(Array.isArray(errors) ? errors : [])].flatMap((one) => causesOf(one, depth + 1))];
}
