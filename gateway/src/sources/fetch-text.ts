import { readFile } from 'node:fs/promises';

/** A text from a file or an http(s) address. */
export interface Source {
  /** What it is, for messages: `supergraph`. */
  readonly what: string;
  readonly from: string;
  /** What an address is asked with: base64url, as a bearer token. */
  readonly secret?: string;
}

export interface FetchedText {
  readonly text: string;
  /** Of an address that gives one. */
  readonly etag: string | null;
}

const TIMEOUT_MS = 10_000;
const LONGEST = 64 * 1024 * 1024;

export interface Patience {
  /** Milliseconds that an answer may take beyond its waiting. */
  readonly timeoutMs?: number;
  /** Milliseconds until an answer begins, beyond its waiting, and between parts of it; default: as long as all of it may take. */
  readonly silenceMs?: number;
  /** Nobody waits any more. */
  readonly signal?: AbortSignal;
}

/** Throws a sentence that names the source. */
export async function fetchText(source: Source, patience: Patience = {}): Promise<FetchedText> {
  const fetched = await fetchNewer(source, null, 0, patience);
  if (fetched === null) throw new Error(`The ${source.what} cannot be fetched from ${source.from}: HTTP 304.`);
  return fetched;
}

/**
 * null: nothing has changed since the text of this `etag`. An address may keep the question for `waitSeconds` until there is something new (RFC 7240,
 * `wait`).
 */
export async function fetchNewer(
  { what, from, secret }: Source,
  etag: string | null,
  waitSeconds = 0,
  { timeoutMs = TIMEOUT_MS, silenceMs = timeoutMs, signal }: Patience = {},
): Promise<FetchedText | null> {
  const protocol = /^([a-z][a-z+.-]+):\/\//i.exec(from)?.[1];
  if (protocol && !/^https?$/i.test(protocol)) {
    throw new Error(`The ${what} cannot be fetched by ${protocol}: give a file, or an http or https address.`);
  }
  if (!protocol) {
    try {
      return { text: await readFile(from, 'utf8'), etag: null };
    } catch {
      throw new Error(`The ${what} cannot be read from the file ${from}.`);
    }
  }
  const silent = new AbortController();
  let silence = setTimeout(() => silent.abort(), silenceMs + waitSeconds * 1000);
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => silent.abort(), silenceMs);
  };
  try {
    let response: Response;
    try {
      response = await fetch(from, {
        headers: {
          ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
          ...(etag !== null && { 'if-none-match': etag }),
          ...(waitSeconds > 0 && { prefer: `wait=${waitSeconds}` }),
        },
        signal: AbortSignal.any([
          AbortSignal.timeout(timeoutMs + waitSeconds * 1000),
          silent.signal,
          ...(signal === undefined ? [] : [signal]),
        ]),
      });
    } catch {
      throw new Error(`The ${what} cannot be fetched: nobody answers at ${from}.`);
    }
    heard();
    if (response.status === 304 && etag !== null) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`The ${what} cannot be fetched from ${from}: HTTP ${response.status}.`);
    }
    return { text: await readBounded(response, { what, from }, heard), etag: response.headers.get('etag') };
  } finally {
    clearTimeout(silence);
  }
}

async function readBounded(response: Response, { what, from }: Source, heard: () => void): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      heard();
      bytes += chunk.length;
      if (bytes > LONGEST) break;
      chunks.push(chunk);
    }
  } catch {
    throw new Error(`The ${what} cannot be fetched: the answer of ${from} broke off.`);
  }
  if (bytes > LONGEST) throw new Error(`The ${what} of ${from} is longer than ${LONGEST} bytes.`);
  return Buffer.concat(chunks).toString('utf8');
}
