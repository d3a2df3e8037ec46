import { Agent } from 'undici';
import { type DialOptions, DialRefused, guardedDial, loopbackDial } from './guarded-dial.ts';
import { URL_REFUSALS, type UrlRules, vetUrl } from './vet-url.ts';

export interface GuardedQuestion {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface GuardedAnswer {
  readonly status: number;
  /** At most 64 KiB: what comes after is not read. */
  readonly body: string;
}

/** Asks URLs that strangers name, beside their plugins' endpoints: proofs of domains, webhooks. */
export interface GuardedClient {
  /** What is wrong with the text of a URL, to follow it in a sentence (`is not https`); null: nothing. */
  vet(url: string): string | null;
  /** Follows no redirect. Rejects with an Error whose message may be told to whoever named the URL. */
  ask(question: GuardedQuestion): Promise<GuardedAnswer>;
  close(): Promise<void>;
}

export interface GuardedClientOptions extends UrlRules {
  readonly dial?: DialOptions;
  /** From the look-up to the last byte; ms. */
  readonly totalMs?: number;
}

const TOTAL_MS = 5_000;
const LARGEST = 64 * 1024;

export function createGuardedClient({ dial, totalMs = TOTAL_MS, ...rules }: GuardedClientOptions = {}): GuardedClient {
  const options = { connections: 4, pipelining: 1, maxHeaderSize: 16 * 1024, keepAliveTimeout: 1_000 };
  const abroad = new Agent({ ...options, connect: guardedDial(dial) });
  const here = new Agent({ ...options, connect: loopbackDial(dial) });
  return {
    vet(text) {
      const vetted = vetUrl(text, rules);
      return typeof vetted === 'string' ? URL_REFUSALS[vetted] : null;
    },
    async ask({ url: text, method, headers, body }) {
      const vetted = vetUrl(text, rules);
      if (typeof vetted === 'string') throw new Error(URL_REFUSALS[vetted]);
      const { url, isLoopback } = vetted;
      const signal = AbortSignal.timeout(totalMs);
      try {
        const response = await (isLoopback ? here : abroad).request({
          origin: url.origin,
          path: url.pathname + url.search,
          method,
          headers: { ...headers, 'accept-encoding': 'identity' },
          body,
          signal,
        });
        return { status: response.statusCode, body: await head(response.body) };
      } catch (error) {
        throw new Error(signal.aborted ? `gave no answer within ${totalMs / 1000} s` : wordsOf(error), {
          cause: error,
        });
      }
    },
    async close() {
      await Promise.all([abroad.destroy(), here.destroy()]);
    },
  };
}

/** The beginning of a body; the socket goes with what is left. */
async function head(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= LARGEST) break;
  }
  body.destroy();
  return Buffer.concat(chunks).subarray(0, LARGEST).toString('utf8');
}

/** Whoever named the URL learns nothing of the network that it was asked from. */
function wordsOf(error: unknown): string {
  if (error instanceof DialRefused) return 'leads to an address that is not asked';
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND' || code === 'ENODATA' || code === 'ESERVFAIL') return 'names a host that is not found';
  return 'did not answer as HTTP says';
}
