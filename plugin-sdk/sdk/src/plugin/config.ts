import { type HopSecret, StartError } from '@citygraph/contract';

/** What a plugin's process is told by its environment. */
export interface PluginConfig {
  readonly host: string;
  readonly port: number;
  /** Origin of the hub whose requests are taken; null: anybody's are, as nobody's. */
  readonly hub: string | null;
  readonly secrets: readonly HopSecret[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const SHORTEST = 32;

/**
 * `PORT` (default 4001), `HOST` (default loopback), `CITYGRAPH_HUB` (`https://hub.example`; plain http is for this machine alone), `CITYGRAPH_HOP_KEYS` (`name=secret`, two of them with a comma between while keys are
 * changed), or `CITYGRAPH_UNVERIFIED=1` for trying things out alone.
 * @throws StartError that names the variable
 */
export function pluginConfig(environment: Environment = process.env): PluginConfig {
  const { PORT = '4001', HOST = '127.0.0.1', CITYGRAPH_HUB, CITYGRAPH_HOP_KEYS, CITYGRAPH_UNVERIFIED } = environment;
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartError(`PORT must be a port, 0 to 65535; it is ${PORT}.`);
  }
  if (CITYGRAPH_UNVERIFIED === '1') {
    if (CITYGRAPH_HUB) throw new StartError('Set CITYGRAPH_HUB or CITYGRAPH_UNVERIFIED, not both.');
    return { host: HOST, port, hub: null, secrets: [] };
  }
  if (!CITYGRAPH_HUB || !/^https?:$/.test(URL.parse(CITYGRAPH_HUB)?.protocol ?? '')) {
    throw new StartError(
      `Set CITYGRAPH_HUB to the address of your hub, e.g. https://hub.example${CITYGRAPH_HUB ? `; ${CITYGRAPH_HUB} is none` : ''}. To try the plugin alone, set CITYGRAPH_UNVERIFIED=1.`,
    );
  }
  const hub = new URL(CITYGRAPH_HUB);
  if (hub.protocol !== 'https:' && !isLoopback(hub.hostname)) {
    throw new StartError(
      `CITYGRAPH_HUB is ${CITYGRAPH_HUB}, which is not encrypted and not on this machine: whoever is on the way could put keys of their own in the place of the hub's. Use https.`,
    );
  }
  return { host: HOST, port, hub: hub.origin, secrets: secretsOf(CITYGRAPH_HOP_KEYS) };
}

const isLoopback = (hostname: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname) || hostname.endsWith('.localhost');

function secretsOf(text: string | undefined): readonly HopSecret[] {
  if (!text) throw new StartError('Set CITYGRAPH_HOP_KEYS to what the hub showed when you published: name=secret.');
  return text.split(',').map((pair, index) => {
    const [keyId, encoded] = pair.trim().split('=');
    const secret = Buffer.from(encoded ?? '', 'base64url');
    if (!keyId || secret.byteLength < SHORTEST) {
      throw new StartError(
        `CITYGRAPH_HOP_KEYS: number ${index + 1} is not name=secret with ${SHORTEST} bytes in base64url.`,
      );
    }
    return { keyId, secret };
  });
}
