import { Agent, type Dispatcher } from 'undici';
import { type DialOptions, DialRefused, guardedDial, loopbackDial } from './guarded-dial.ts';
import { vetAddress } from './vet-address.ts';
import { URL_REFUSALS, type UrlRules, vetUrl } from './vet-url.ts';

export interface GuardedRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface GuardedClientOptions extends UrlRules {
  readonly dial?: DialOptions;
  /** Name, connection, request and answer together. */
  readonly totalMs?: number;
  /** Of an answer's body. */
  readonly bytes?: number;
}

export interface GuardedClient {
  /** What is wrong with the text of a URL, to follow it in a sentence; null: nothing. */
  vet(url: string): string | null;
  /** The answer, or why there is none in words for whoever named the URL. It rejects with nothing that a stranger can cause. */
  ask(request: GuardedRequest): Promise<{ status: number; body: string } | { failure: string }>;
  close(): Promise<void>;
}

const HEADER_BYTES = 16 * 1024;

/**
 * For the URLs of strangers that are no GraphQL endpoints: proofs of domains, webhooks. Every request has a socket of its own, vetted as those of plugins are; no redirect is
 * followed, nothing is decoded, and nobody is waited for.
 */
export function createGuardedClient({
  loopback = [],
  hub,
  dial = {},
  totalMs = 5_000,
  bytes = 64 * 1024,
}: GuardedClientOptions = {}): GuardedClient {
  const rules: UrlRules = { loopback, ...(hub === undefined ? {} : { hub }) };
  const vet = dial.vet ?? ((address: string) => vetAddress(address, hub?.addresses ?? []));
  const settings = { pipelining: 0, maxHeaderSize: HEADER_BYTES, headersTimeout: totalMs, bodyTimeout: totalMs };
  const abroad = new Agent({ ...settings, connect: guardedDial({ ...dial, vet }) });
  const here = new Agent({ ...settings, connect: loopbackDial(dial) });

  return {
    vet(url) {
      const vetted = vetUrl(url, rules);
      return typeof vetted === 'string' ? URL_REFUSALS[vetted] : null;
    },
    async ask({ url, method, headers, body }) {
      const vetted = vetUrl(url, rules);
      if (typeof vetted === 'string') return { failure: `its address ${URL_REFUSALS[vetted]}` };
      const { origin, pathname, search } = vetted.url;
      const signal = AbortSignal.timeout(totalMs);
      try {
        const answer = await (vetted.isLoopback ? here : abroad).request({
          origin,
          path: pathname + search,
          method,
          headers: { ...headers, 'user-agent': 'CityGraph' },
          body,
          signal,
        });
        return { status: answer.statusCode, body: await read(answer.body, bytes) };
      } catch (error) {
        return { failure: wordsFor(error, signal.aborted) };
      }
    },
    async close() {
      await Promise.all([abroad.destroy(), here.destroy()]);
    },
  };
}

class TooLong extends Error {}

/** @throws TooLong as soon as more came than may */
async function read(body: Dispatcher.ResponseData['body'], most: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    length += (part as Buffer).byteLength;
    // Leaving the loop ends the socket.
    if (length > most) throw new TooLong();
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Nothing of addresses, names or sockets: whoever asks may be finding out what the hub's network looks like. */
function wordsFor(error: unknown, isLate: boolean): string {
  if (error instanceof TooLong) return 'its answer is too long';
  if (isLate) return 'it did not answer within its time';
  const causes = [error, error instanceof Error ? error.cause : null];
  if (causes.some((cause) => cause instanceof DialRefused)) return 'its address is not public';
  return 'it could not be reached, or did not answer as HTTP has it';
}
