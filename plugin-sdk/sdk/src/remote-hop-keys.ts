import { CityGraphError, type HopVerification } from '@citygraph/contract';
import type { JWK } from 'jose';
import { sayRarely } from './say-rarely.ts';

/** When the hub is asked for its keys, and by which way; all times in milliseconds. */
export interface RemoteHopKeysOptions {
  /** Milliseconds between two askings: tokens that name keys nobody knows ask no more often. Default: 5,000. */
  readonly cooldownMs?: number;
  /** Milliseconds after which the keys are asked for again, so that one that was withdrawn goes. Default: ten minutes. */
  readonly maxAgeMs?: number;
  /** Milliseconds after which an asking is given up. Default: 3,000. */
  readonly timeoutMs?: number;
  /** Milliseconds that a request with an unknown key waits for an asking, at most. Default: 1,000. */
  readonly patienceMs?: number;
  /** Told why an asking brought nothing, once a minute for each reason. */
  readonly onTrouble?: (reason: string) => void;
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
    onTrouble = () => {},
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
  const timesOf = sayRarely(now);
  /** Never rejects. */
  const ask = async (): Promise<void> => {
    try {
      const response = await get(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) throw new Error(`it answers ${response.status}`);
      state.keys = keysIn(await bounded(response));
      state.hadAt = now();
    } catch (error) {
      // What was had stays good; after the cooldown somebody asks again.
      const reason = reasonOf(error);
      if (timesOf(reason) !== null) onTrouble(reason);
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

/** `fetch failed` alone tells nobody anything: what failed is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it does not answer in time';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause ? String(cause.code) : '';
  return [error.message, cause.message.includes(code) ? '' : code, cause.message].filter(Boolean).join(': ');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
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

function keysIn(text: string): JWK[] {
  const said: unknown = jsonIn(text);
  const keys = typeof said === 'object' && said !== null && 'keys' in said ? said.keys : null;
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('what it answers is no set of keys');
  return keys.filter(
    (key: unknown): key is JWK =>
      typeof key === 'object' && key !== null && 'kid' in key && 'kty' in key && key.kty === 'OKP' && !('d' in key),
  );
}
