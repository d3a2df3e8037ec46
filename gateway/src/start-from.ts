import type { GatewayConfig } from './config.ts';
import type { Gateway } from './create-gateway.ts';
import type { GatewayOptions, SubgraphTarget, SupergraphSource } from './gateway-options.ts';
import type { PoliciesOptions } from './policy/bundle/policies.ts';
import { readRootKeysFile, readSecret } from './read-key-files.ts';
import { fetchText, type Source } from './sources/fetch-text.ts';
import { followText } from './sources/follow-text.ts';
import { digestOf } from './supergraph/generation.ts';
import { standAloneSource } from './supergraph/graphs.ts';

/** Where a gateway has its graphs from. */
export interface Origin {
  /** By whom policies are signed, when they come from there as well. */
  readonly policy: PoliciesOptions | null;
  /** Makes the gateway with the first graph; `given` is what the origin adds to its options. */
  start(make: Make): Promise<Gateway>;
  /** From now on what is new there is served. */
  follow(gateway: Gateway): void;
  close(): unknown;
}

export type Make = (supergraph: SupergraphSource, given: Partial<GatewayOptions>) => Promise<Gateway>;

type Targets = Readonly<Record<string, SubgraphTarget>>;
type Log = (line: object) => void;

export interface Watching {
  readonly watch: boolean;
  /** Between questions to an address; ms. */
  readonly pollIntervalMs: number;
}

/** One supergraph from a file or an address, followed from there. */
export async function fromSource(
  source: Source,
  targets: Targets,
  { watch, pollIntervalMs }: Watching,
  log: Log,
): Promise<Origin> {
  const known = await fetchText(source);
  const supergraph = standAloneSource(known.text, targets);
  let unfollow: () => void = () => {};
  return {
    policy: null,
    start: (make) => make(supergraph, {}),
    follow(gateway) {
      if (!watch) return;
      unfollow = followText({
        source,
        known,
        pollIntervalMs,
        async onText(text) {
          await gateway.replace(standAloneSource(text, targets));
          log({ event: 'graph-swapped', graph: digestOf(text) });
        },
        onFailure: (error) =>
          log({
            event: 'graph-refused',
            note: 'The graph that is served goes on.',
            reason: error instanceof Error ? error.message : String(error),
          }),
      });
    },
    close: () => unfollow(),
  };
}

/** Loaded where it is wanted: a stand-alone gateway knows nothing of registries. */
export async function fromRegistry(
  settings: NonNullable<GatewayConfig['registry']>,
  routes: Targets,
  log: Log,
): Promise<Origin> {
  const { url, secretFile, rootKeysFile, hopMasterFile, folder, subjectSecretFile, reports = true } = settings;
  const [secret, rootKeys, hopMaster, subjectSecret, { openDelivery }] = await Promise.all([
    readSecret(secretFile, 'registry.secretFile'),
    readRootKeysFile(rootKeysFile),
    readSecret(hopMasterFile, 'registry.hopMasterFile'),
    subjectSecretFile === undefined ? null : readSecret(subjectSecretFile, 'registry.subjectSecretFile'),
    import('./supergraph/delivery/delivery.ts'),
  ]);
  const delivery = await openDelivery({ url, secret, rootKeys, hopMaster, folder, routes, reports, log });
  return {
    policy: { keys: delivery.policyKeys, ...(subjectSecret && { subjectSecret }) },
    start: (make) =>
      delivery.start((supergraph) => make(supergraph, delivery.reports ? { reports: delivery.reports } : {})),
    follow: () => {},
    close: () => delivery.close(),
  };
}
