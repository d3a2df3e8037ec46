import { Pool } from 'undici';

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Bytes of the response, when they are fewer than the client's own limit. */
  readonly maxBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
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

/** Keep-alive connections, one pool per origin. Responses are asked for uncompressed: on loopback and in a rack bytes are cheap. */
export function createHttpClient({
  connections = 64,
  maxResponseBytes = 16 * 1024 * 1024,
  connectTimeoutMs = 2_000,
}: HttpClientOptions = {}): HttpClient {
  const pools = new Map<string, Pool>();
  const poolOf = (origin: string): Pool => {
    const known = pools.get(origin);
    if (known) return known;
    const pool = new Pool(origin, { connections, pipelining: 1, connect: { timeout: connectTimeoutMs } });
    pools.set(origin, pool);
    return pool;
  };
  return {
    async post({ url, headers, body, signal, maxBytes = maxResponseBytes }) {
      const { origin, pathname, search } = new URL(url);
      const response = await poolOf(origin).request({ path: pathname + search, method: 'POST', headers, body, signal });
      const contentType = response.headers['content-type'];
      return {
        status: response.statusCode,
        contentType: typeof contentType === 'string' ? contentType : '',
        body: await readText(response.body, Math.min(maxBytes, maxResponseBytes)),
      };
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

async function readText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new ResponseTooLarge(`longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}
