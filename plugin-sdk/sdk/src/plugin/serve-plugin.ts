import { CITYGRAPH_KEYS_PATH, type HopVerification, type ReplayCache } from '@citygraph/contract';
import { remoteHopKeys } from '../remote-hop-keys.ts';
import { type ServedGraphql, serveGraphql } from '../serve-graphql.ts';
import { fetchOfProcess, type PluginConfig, pluginConfig } from './config.ts';
import type { Plugin, PluginCaller } from './define-plugin.ts';

type Log = (line: Readonly<Record<string, unknown>>) => void;

/** What a plugin is served with; all that is left out the environment says, as {@link pluginConfig} reads it. */
export interface ServePluginOptions extends Partial<PluginConfig> {
  /** The hub's public keys; default: asked of `hub`. */
  readonly keys?: HopVerification['keys'];
  /** How the hub's keys are asked for; default: through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name. */
  readonly fetch?: typeof fetch;
  /** Of several processes that serve one plugin: what they remember requests by together, so that each is taken once. Default: each process remembers its own. */
  readonly replays?: ReplayCache;
  /** Drain on SIGTERM and SIGINT; default: yes. */
  readonly signals?: boolean;
  /** How long `close` waits for answers under way; ms. Default: 10 s. */
  readonly drainMs?: number;
  /** Gets lines for the operator: that it serves, what it refuses and why, what failed. Default: JSON to standard error. */
  readonly log?: Log;
}

const NO_KEYS =
  'Without the hub’s keys its requests are refused; those that were had stay good. See that CITYGRAPH_HUB is its address and that this machine may ask there; for a proxy, set HTTPS_PROXY.';

const say: Log = (line) => void process.stderr.write(`${JSON.stringify(line)}\n`);

/** Serves a plugin to the hub: port, health, hop verification, batching, drain. What the options leave out the environment says. */
export async function servePlugin(plugin: Plugin, options: ServePluginOptions = {}): Promise<ServedGraphql> {
  const { signals = true, log = say } = options;
  const config: PluginConfig = isWhole(options) ? options : { ...pluginConfig(), ...options };
  const { subgraph: name, version } = plugin.manifest;
  const verify = verificationOf(name, config, options, log);
  const served = await serveGraphql<PluginCaller>({
    name,
    schema: await plugin.schema(),
    host: config.host,
    port: config.port,
    verify,
    context: async ({ principal, purpose }, { requestId }) =>
      (await plugin.context({
        subject: principal.subject,
        tenant: principal.divisionPrefix,
        scopes: principal.scopes,
        purpose,
        requestId,
      })) as PluginCaller,
    log,
    ...(config.graceMs !== undefined && { graceMs: config.graceMs }),
    ...(options.drainMs !== undefined && { drainMs: options.drainMs }),
  });
  log({ event: 'serving', plugin: name, version, url: served.url });
  if (config.hub === null)
    log({ event: 'unverified', note: 'Anybody may ask. Never run a published plugin like this.' });
  // Asked for before anybody needs them, so that a wrong address is said at the start. Why they cannot be had is in the log then.
  if (verify && !options.keys) void (async () => verify.keys())().catch(() => {});
  if (signals) {
    const stop = (): void => void served.close().then(() => process.exit(0));
    process.once('SIGTERM', stop).once('SIGINT', stop);
  }
  return served;
}

const isWhole = (options: ServePluginOptions): options is ServePluginOptions & PluginConfig =>
  options.host !== undefined &&
  options.port !== undefined &&
  options.hub !== undefined &&
  options.secrets !== undefined;

function verificationOf(
  audience: string,
  { hub, secrets }: PluginConfig,
  { keys, replays, fetch = fetchOfProcess() }: ServePluginOptions,
  log: Log,
): HopVerification | null {
  if (hub === null) return null;
  const url = `${hub}${CITYGRAPH_KEYS_PATH}`;
  const onTrouble = (reason: string): void => log({ level: 'warn', event: 'keys', url, error: reason, note: NO_KEYS });
  return {
    audience,
    keys: keys ?? remoteHopKeys(url, { fetch, onTrouble }),
    secrets: () => secrets,
    ...(replays && { replays }),
  };
}
