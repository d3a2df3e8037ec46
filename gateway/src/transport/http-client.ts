import { type Dispatcher, Pool } from 'undici';
import type { CallOff } from './call-off.ts';

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly callOff: CallOff;
  /** Bytes of the response, when they are fewer than the client's own limit. */
  readonly maxBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Length of the body. */
  readonly bytes: number;
}

export interface HttpClient {
  /** POST. Rejects on anything but a complete response within limits; redirects are responses like any other. */
  post(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** Sockets kept open to one origin. */
  readonly connections?: number;
  /** Bytes of a response, after which it is cut. */
  readonly maxResponseBytes?: number;
  readonly connectTimeoutMs?: number;
}

/** A response that is longer than it may be. */
export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge';
}

/** Nobody wants the response any more. */
export class CalledOff extends Error {
  override readonly name = 'CalledOff';
}

interface Target {
  readonly pool: Pool;
  readonly path: string;
}

/** Addresses whose parts are remembered: those of a graph's subgraphs, and of their operations. */
const TARGETS = 1_000;

/** Keep-alive connections, one pool per origin. Responses are asked for uncompressed: on loopback and in a rack bytes are cheap. */
export function createHttpClient({
  connections = 64,
  maxResponseBytes = 16 * 1024 * 1024,
  connectTimeoutMs = 2_000,
}: HttpClientOptions = {}): HttpClient {
  const pools = new Map<string, Pool>();
  const targets = new Map<string, Target>();
  const targetOf = (url: string): Target => {
    const known = targets.get(url);
    if (known) return known;
    const { origin, pathname, search } = new URL(url);
    const pool =
      pools.get(origin) ?? new Pool(origin, { connections, pipelining: 1, connect: { timeout: connectTimeoutMs } });
    pools.set(origin, pool);
    const target = { pool, path: pathname + search };
    if (targets.size >= TARGETS) targets.clear();
    targets.set(url, target);
    return target;
  };
  return {
    post({ url, headers, body, callOff, maxBytes = maxResponseBytes }) {
      const { pool, path } = targetOf(url);
      return new Promise((resolve, reject) => {
        const reader = new ResponseReader(Math.min(maxBytes, maxResponseBytes), callOff, resolve, reject);
        if (!callOff.isOff) pool.dispatch({ path, method: 'POST', headers, body }, reader);
      });
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
      targets.clear();
    },
  };
}

/** Gathers one response. undici's own `request` puts a stream and an async iterator between the socket and the text. */
class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #maxBytes: number;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (error: Error) => void;
  readonly #unlisten: () => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #bytes = 0;
  #status = 0;
  #contentType = '';
  #settled = false;

  constructor(
    maxBytes: number,
    callOff: CallOff,
    resolve: (response: HttpResponse) => void,
    reject: (error: Error) => void,
  ) {
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#unlisten = callOff.whenOff(() => this.#fail(new CalledOff('nobody waits for the response')));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was waiting for a connection when it was called off.
    if (this.#settled) controller.abort(new CalledOff('nobody waits for the response'));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    // Informational responses come before the one that counts.
    if (status < 200) return;
    this.#status = status;
    const type = headers['content-type'];
    this.#contentType = typeof type === 'string' ? type : '';
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.#fail(new ResponseTooLarge(`longer than ${this.#maxBytes} bytes`));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#unlisten();
    const [first] = this.#chunks;
    const whole = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.#resolve({
      status: this.#status,
      contentType: this.#contentType,
      body: whole.toString('utf8'),
      bytes: this.#bytes,
    });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #fail(error: Error): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#unlisten?.();
    this.#chunks.length = 0;
    this.#reject(error);
    this.#controller?.abort(error);
  }
}
