import { CityGraphError, type HopVerification } from '@citygraph/contract';
import type { JWK } from 'jose';

export interface RemoteHopKeysOptions {
  /** Milliseconds between two askings: tokens that name keys nobody knows ask no more often. Default: 5,000. */
  readonly cooldownMs?: number;
  /** Milliseconds after which the keys are asked for again, so that one that was withdrawn goes. Default: ten minutes. */
  readonly maxAgeMs?: number;
  /** Milliseconds after which an asking is given up. Default: 3,000. */
  readonly timeoutMs?: number;
  /** Milliseconds that a request with an unknown key waits for an asking, at most. Default: 1,000. */
  readonly patienceMs?: number;
  readonly fetch?: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** No hub shows more. */
const LARGEST_BYTES = 256 * 1024;

/**
 * The hub's public keys from its `/.well-known/citygraph-keys`. A request with a key that is known never waits: when the keys have grown old they are asked for
 * beside it. Only an unknown key waits for the answer, for a second at most; what was had stays good while the hub cannot be asked, and an asking that
 * brought nothing is not repeated at once.
 * @throws OVERLOADED as long as no key was ever had
 */
export function remoteHopKeys(
  url: string,
  {
    cooldownMs = 5_000,
    maxAgeMs = 600_000,
    timeoutMs = 3_000,
    patienceMs = 1_000,
    fetch: get = fetch,
    now = Date.now,
  }: RemoteHopKeysOptions = {},
): HopVerification['keys'] {
  const state: { keys: readonly JWK[]; hadAt: number; askedAt: number; asking: Promise<void> | null } = {
    keys: [],
    hadAt: Number.NEGATIVE_INFINITY,
    askedAt: Number.NEGATIVE_INFINITY,
    asking: null,
  };
  /** Never rejects. */
  const ask = async (): Promise<void> => {
    try {
      const response = await get(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      const keys = response.ok ? keysIn(await bounded(response)) : null;
      if (keys === null) return;
      state.keys = keys;
      state.hadAt = now();
    } catch {
      // What was had stays good; after the cooldown somebody asks again.
    }
  };
  /** The asking that is under way, or a new one if it is time. */
  const asking = (): Promise<void> | null => {
    if (state.asking === null && now() - state.askedAt >= cooldownMs) {
      state.askedAt = now();
      state.asking = ask().finally(() => {
        state.asking = null;
      });
    }
    return state.asking;
  };
  return async (kid) => {
    const isKnown = state.keys.some((key) => key.kid === kid);
    const isOld = now() - state.hadAt >= maxAgeMs;
    if (!isKnown || isOld) {
      const answer = asking();
      // However many wait for one asking, they stop waiting together.
      if (!isKnown && answer) await atMost(answer, state.askedAt + patienceMs - now());
    }
    if (state.keys.length > 0) return state.keys;
    throw new CityGraphError('OVERLOADED', 'The keys of the hub cannot be had at this moment: try again.');
  };
}

async function atMost(answer: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  await Promise.race([answer, over]);
  clearTimeout(timer);
}

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_BYTES) throw new Error(`more than ${LARGEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** null: it is no set of keys. */
function keysIn(text: string): JWK[] | null {
  const { keys } = JSON.parse(text) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) return null;
  return keys.filter(
    (key: unknown): key is JWK =>
      typeof key === 'object' && key !== null && 'kid' in key && 'kty' in key && key.kty === 'OKP' && !('d' in key),
  );
}
