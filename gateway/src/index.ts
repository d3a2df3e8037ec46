export { type GatewayConfig, readConfig as readGatewayConfig } from './config.ts';
export { configSchema as gatewayConfigSchema } from './config-file.ts';
export { createGateway, type Gateway } from './create-gateway.ts';
export type { GatewayOptions, SubgraphTarget, SupergraphSource, Tier } from './gateway-options.ts';
export { archiveFileName, linesOf } from './ledger/archive-files.ts';
export { syncFolder } from './ledger/journal-files.ts';
export { type LocalLedger, openLocalLedger } from './ledger/local-ledger.ts';
export { type Restoring, type SealMemory, type SeenSeal, sealMemory, seenOf } from './ledger/seal-memory.ts';
export { type ShipArchiveOptions, shipArchive } from './ledger/ship-archive.ts';
export { timestampAuthority } from './ledger/timestamp-authority.ts';
export { DEFAULT_LIMITS, type Limits } from './operation/limits.ts';
export { plannersInThisThread } from './operation/planning/planners-in-this-thread.ts';
export { type FollowGuardiansOptions, followGuardians } from './policy/follow-guardians.ts';
export { createSealer, type Sealer, type SealingSecret } from './policy/pairwise/sealer.ts';
export { listen, portOf } from './server/listen.ts';
export { keepFile } from './sources/keep-file.ts';
export type { GoldenQuery } from './supergraph/assert-fit.ts';
export { type CanaryFault, type CanaryOptions, type CanaryQuery, createCanary } from './supergraph/delivery/canary.ts';
export { type Delivery, type DeliveryOptions, openDelivery } from './supergraph/delivery/delivery.ts';
export { keysetShape } from './supergraph/delivery/read-keyset.ts';
export { standAloneSource } from './supergraph/graphs.ts';
export type { WantedLineUp, WantedRollout } from './supergraph/line-up.ts';
export type { Served } from './supergraph/served.ts';
export { createHealthCounters } from './telemetry/plugin-health.ts';
export { type ReportCounters, startReporter } from './telemetry/reporter.ts';
export { createUsageCounters } from './telemetry/usage.ts';
export { type SelfSigned, selfSigned } from './tls/self-signed.ts';
export {
  createGuardedClient,
  type GuardedClient,
  type GuardedClientOptions,
  type GuardedRequest,
} from './transport/vendor/guarded-client.ts';
export { type HubAddresses, hubOnThisMachine } from './transport/vendor/hub-addresses.ts';
export type { VendorExchange } from './transport/vendor/vendor-transport.ts';
