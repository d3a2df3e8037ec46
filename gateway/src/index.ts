export { type GatewayConfig, readConfig as readGatewayConfig } from './config.ts';
export { configSchema as gatewayConfigSchema } from './config-file.ts';
export { createGateway, type Gateway } from './create-gateway.ts';
export type { GatewayOptions, SubgraphTarget, SupergraphSource, Tier } from './gateway-options.ts';
export { type LocalLedger, openLocalLedger } from './ledger/local-ledger.ts';
export { type ShipArchiveOptions, shipArchive } from './ledger/ship-archive.ts';
export { DEFAULT_LIMITS, type Limits } from './operation/limits.ts';
export { createSealer, type Sealer, type SealingSecret } from './policy/pairwise/sealer.ts';
export { listen, portOf } from './server/listen.ts';
export { standAloneSource } from './supergraph/graphs.ts';
export {
  createGuardedClient,
  type GuardedClient,
  type GuardedClientOptions,
  type GuardedRequest,
} from './transport/vendor/guarded-client.ts';
