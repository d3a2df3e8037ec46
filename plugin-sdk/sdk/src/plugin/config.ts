import { type HopSecret, StartError } from '@citygraph/contract';
import { fetchThrough } from '@citygraph/contract/fetch-through';
import { chooseLocale, type Locale } from '@citygraph/contract/locale';
import { say } from './start-words.ts';

/** What a plugin's process is told by its environment. */
export interface PluginConfig {
  /** Address that it listens at. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Origin of the hub whose requests are taken; null: anybody's are, as nobody's. */
  readonly hub: string | null;
  /** What the hub signs with; two or more while keys are changed. */
  readonly secrets: readonly HopSecret[];
  /** How long a server that is about to stop still serves, while `/readyz` says 503; ms. Default: 0. */
  readonly graceMs?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const SHORTEST = 32;
const LONGEST_GRACE = 300;

/**
 * `PORT` (default 4001), `HOST` (default loopback), `CITYGRAPH_HUB` (`https://hub.example`; plain http is for this machine alone), `CITYGRAPH_HOP_KEYS` (`name=secret`, two of them with a comma between while keys are
 * changed), or `CITYGRAPH_UNVERIFIED=1` for trying things out alone; `CITYGRAPH_GRACE_SECONDS` (default 0).
 * @throws StartError that names the variable
 */
export function pluginConfig(environment: Environment = process.env): PluginConfig {
  const { PORT = '4001', HOST = '127.0.0.1', CITYGRAPH_HUB, CITYGRAPH_HOP_KEYS, CITYGRAPH_UNVERIFIED } = environment;
  const { CITYGRAPH_GRACE_SECONDS = '0' } = environment;
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartError(say('port', { port: PORT }));
  }
  const grace = CITYGRAPH_GRACE_SECONDS === '' ? Number.NaN : Number(CITYGRAPH_GRACE_SECONDS);
  if (!(grace >= 0 && grace <= LONGEST_GRACE)) throw new StartError(say('grace', { grace: CITYGRAPH_GRACE_SECONDS }));
  const at = { host: HOST, port, graceMs: grace * 1000 };
  if (CITYGRAPH_UNVERIFIED === '1') {
    if (CITYGRAPH_HUB) throw new StartError(say('both'));
    return { ...at, hub: null, secrets: [] };
  }
  if (!CITYGRAPH_HUB || !/^https?:$/.test(URL.parse(CITYGRAPH_HUB)?.protocol ?? '')) {
    throw new StartError(say('hub', { none: CITYGRAPH_HUB ? say('hub.none', { hub: CITYGRAPH_HUB }) : '' }));
  }
  const hub = new URL(CITYGRAPH_HUB);
  if (hub.protocol !== 'https:' && !isLoopback(hub.hostname)) {
    throw new StartError(say('clear', { hub: CITYGRAPH_HUB }));
  }
  return { ...at, hub: hub.origin, secrets: secretsOf(CITYGRAPH_HOP_KEYS) };
}

const isLoopback = (hostname: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname) || hostname.endsWith('.localhost');

function secretsOf(text: string | undefined): readonly HopSecret[] {
  if (!text) throw new StartError(say('keys'));
  return text.split(',').map((pair, index) => {
    const [keyId, encoded] = pair.trim().split('=');
    const secret = Buffer.from(encoded ?? '', 'base64url');
    if (!keyId || secret.byteLength < SHORTEST) {
      throw new StartError(say('key', { number: index + 1, bytes: SHORTEST }));
    }
    return { keyId, secret };
  });
}

/** How this process asks others: through the proxy that its environment names. */
export const fetchOfProcess = (): typeof fetch => fetchThrough(process.env);

/** The language of who started this process. */
export const localeOfProcess = (): Locale => chooseLocale(undefined, process.env);
