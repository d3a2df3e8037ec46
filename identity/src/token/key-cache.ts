import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JWK } from 'jose';

export interface KeyCacheOptions {
  readonly jwksUrl: string;
  /** Where the last good answer is kept, so that a start survives an outage of the identity provider. */
  readonly file: string;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

export interface KeyCache {
  /** The key of that id, or null; asks the provider at most once per 30 s, however many unknown ids come. */
  find(kid: string): Promise<JWK | null>;
  /** Whether the file held keys of this provider. */
  isKept(): Promise<boolean>;
  close(): void;
}

const QUIET_MS = 30_000;
const REFRESH_MS = 10 * 60_000;
const TIMEOUT_MS = 5_000;

/** The identity provider's public keys: in memory, on disk, refreshed in the background. */
export function keyCache({ jwksUrl, file, fetch: get = fetch, now = Date.now }: KeyCacheOptions): KeyCache {
  const state: { keys: JWK[]; asked: number; asking: Promise<void> | null } = {
    keys: [],
    asked: Number.NEGATIVE_INFINITY,
    asking: null,
  };
  const loaded = readKeys(file, jwksUrl).then((keys) => {
    state.keys = keys;
    return keys.length > 0;
  });

  const ask = async (): Promise<void> => {
    state.asked = now();
    try {
      const response = await get(jwksUrl, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
      const body = (await response.json()) as { keys?: unknown };
      if (!response.ok || !Array.isArray(body.keys)) return;
      const keys = body.keys.filter(isVerifyingKey);
      if (keys.length === 0) return;
      state.keys = keys;
      await writeKeys(file, jwksUrl, keys);
    } catch {
      // An outage: what is known goes on; the next unknown key or the next round asks again.
    }
  };
  const refresh = (): Promise<void> => {
    if (now() - state.asked < QUIET_MS) return state.asking ?? Promise.resolve();
    state.asking = ask().finally(() => {
      state.asking = null;
    });
    return state.asking;
  };
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  timer.unref();

  return {
    async find(kid) {
      await loaded;
      const known = state.keys.find((key) => key.kid === kid);
      if (known) {
        // What came from disk may be old: the first use asks, and does not wait.
        if (state.asked === Number.NEGATIVE_INFINITY) void refresh();
        return known;
      }
      await refresh();
      return state.keys.find((key) => key.kid === kid) ?? null;
    },
    isKept: () => loaded,
    close: () => clearInterval(timer),
  };
}

const isVerifyingKey = (key: unknown): key is JWK =>
  typeof key === 'object' &&
  key !== null &&
  'kid' in key &&
  'kty' in key &&
  (key.kty === 'RSA' || key.kty === 'EC') &&
  (!('use' in key) || key.use === 'sig') &&
  !('d' in key);

/** Keys that another provider once gave are not trusted for this one. */
async function readKeys(file: string, jwksUrl: string): Promise<JWK[]> {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as { from?: unknown; keys?: unknown };
    return kept.from === jwksUrl && Array.isArray(kept.keys) ? kept.keys.filter(isVerifyingKey) : [];
  } catch {
    return [];
  }
}

async function writeKeys(file: string, from: string, keys: readonly JWK[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${randomBytes(6).toString('hex')}.new`;
  await writeFile(beside, JSON.stringify({ from, keys }), { mode: 0o600 });
  await rename(beside, file);
}
