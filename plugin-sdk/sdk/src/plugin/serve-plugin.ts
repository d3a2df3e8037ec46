import { CITYGRAPH_KEYS_PATH, type HopVerification, type ReplayCache } from '@citygraph/contract';
import { remoteHopKeys } from '../remote-hop-keys.ts';
import { type ServedGraphql, serveGraphql } from '../serve-graphql.ts';
import { type PluginConfig, pluginConfig } from './config.ts';
import type { Plugin, PluginCaller } from './define-plugin.ts';

export interface ServePluginOptions extends Partial<PluginConfig> {
  /** The hub's public keys; default: asked of `hub`. */
  readonly keys?: HopVerification['keys'];
  /** Of several processes that serve one plugin: what they remember requests by together, so that each is taken once. Default: each process remembers its own. */
  readonly replays?: ReplayCache;
  /** Drain on SIGTERM and SIGINT; default: yes. */
  readonly signals?: boolean;
  /** How long `close` waits for answers under way; ms. Default: 10 s. */
  readonly drainMs?: number;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

const say = (line: Readonly<Record<string, unknown>>): void => void process.stderr.write(`${JSON.stringify(line)}\n`);

/** Serves a plugin to the hub: port, health, hop verification, batching, drain. What the options leave out the environment says. */
export async function servePlugin(plugin: Plugin, options: ServePluginOptions = {}): Promise<ServedGraphql> {
  const { signals = true, log = say } = options;
  const config: PluginConfig = isWhole(options) ? options : { ...pluginConfig(), ...options };
  const { subgraph: name, version } = plugin.manifest;
  const served = await serveGraphql<PluginCaller>({
    name,
    schema: await plugin.schema(),
    host: config.host,
    port: config.port,
    verify: verificationOf(name, config, options),
    context: async ({ principal, purpose }, { requestId }) =>
      (await plugin.context({
        subject: principal.subject,
        tenant: principal.divisionPrefix,
        scopes: principal.scopes,
        purpose,
        requestId,
      })) as PluginCaller,
    log,
    ...(options.drainMs !== undefined && { drainMs: options.drainMs }),
  });
  log({ event: 'serving', plugin: name, version, url: served.url });
  if (config.hub === null)
    log({ event: 'unverified', note: 'Anybody may ask. Never run a published plugin like this.' });
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
  { keys, replays }: ServePluginOptions,
): HopVerification | null {
  if (hub === null) return null;
  return {
    audience,
    keys: keys ?? remoteHopKeys(`${hub}${CITYGRAPH_KEYS_PATH}`),
    secrets: () => secrets,
    ...(replays && { replays }),
  };
}
