export { caseAtWork } from './case-at-work.ts';
export { digestOfCity, SUBGRAPH_KINDS, type SubgraphKind } from './delivery/city-digest.ts';
export { correlationSecret } from './delivery/correlation-secret.ts';
export * from './delivery/gateway-report.ts';
export * from './delivery/graph-set.ts';
export * from './delivery/keyset.ts';
export * from './delivery/supergraph-artefact.ts';
export { channelOfHopKey, type HopChannel, vendorHopKeyId, vendorHopSecret } from './delivery/vendor-hop-secret.ts';
export * from './directives.ts';
export { CityGraphError, ERROR_CODES, type ErrorCode } from './error.ts';
export { type HopCheck, HopRefusal } from './hop/hop-refusal.ts';
export { createReplayCache, type LocalReplayCache, type ReplayCache } from './hop/replay-cache.ts';
export { type HopRequest, type ReceivedRequest, signHopRequest } from './hop/request.ts';
export { HOP_REQUEST_SECONDS } from './hop/request-checks.ts';
export { type HopTokenOptions, signHopToken } from './hop/token.ts';
export { HOP_ISSUER, HOP_TOKEN_SECONDS, HOP_TOKEN_TYPE } from './hop/token-checks.ts';
export { createHopVerifier, type HopVerification, type VerifiedHop } from './hop/verifier.ts';
export { formatOffsetDateTime, isCalendarDay, parseDate, parseOffsetDateTime } from './identifiers/calendar-date.ts';
export * from './identifiers/check-digits.ts';
export { gcj02ToWgs84, wgs84ToGcj02 } from './identifiers/gcj02.ts';
export { CGCS2000, type CoordinateSystem, type Geometry, parseGeoJson, WGS84 } from './identifiers/geojson.ts';
export { parseGln, parseGtin, parseSscc } from './identifiers/gs1.ts';
export { PERSON_KEYS, PERSON_TYPES, type PersonType, personTypeOf } from './identifiers/person-keys.ts';
export { parseDivisionCode, parseInvestmentProjectCode, parseRealEstateUnitCode } from './identifiers/place-codes.ts';
export {
  DEFAULT_RESIDENT_ID_SERIES,
  isValidResidentIdNumber,
  parseResidentIdNumber,
  type ResidentIdNumberParts,
  type ResidentIdSeries,
} from './identifiers/resident-id-number.ts';
export type { Position } from './identifiers/ring.ts';
export { parseUscc, usccWarnings } from './identifiers/uscc.ts';
export { parseEarTag, parseLei, parseVin } from './identifiers/vehicle-and-animal.ts';
export { KEPT_MODULES } from './kept-modules.ts';
export {
  CITYGRAPH_KEYS_PATH,
  generateHopSecret,
  generateSigningKey,
  type HopSecret,
  readSigningKey,
  type SigningKey,
  writeSigningKey,
} from './keys.ts';
export { sayOfArchive } from './ledger/archive-words.ts';
export {
  type ArchiveEnd,
  type ArchiveHeader,
  type ArchiveLine,
  chained,
  entryHash,
  genesisOf,
  LEDGER_SEAL_ENTRIES,
  LEDGER_SEAL_TYPE,
  type LedgerEntry,
  type LedgerSeal,
} from './ledger/chain.ts';
export type { ExchangeRecord } from './ledger/exchange-record.ts';
export { inclusionProof, isIncluded, leafHash, MerkleRoot } from './ledger/merkle.ts';
export { fitted, fittedRecord, LONGEST_LEDGER_NAME, RECORD_BOUNDS } from './ledger/record-bounds.ts';
export { subjectHash, subjectTypeOf } from './ledger/subject-hash.ts';
export { type ArchiveFault, type ArchiveVerdict, archiveLacks, verifyArchive } from './ledger/verify-archive.ts';
export { type GrantedNames, NAMES_FILE, readGrantedNames } from './manifest/granted-names.ts';
export * from './manifest/manifest.ts';
export type { ManifestFault } from './manifest/manifest-fault.ts';
export { MANIFEST_SCHEMA } from './manifest/manifest-schema.ts';
export { LIMIT_NAMES, type LimitRange, PLUGIN_LIMITS, withinMost } from './manifest/plugin-limits.ts';
export {
  type CityNames,
  cityNameUnder,
  HANDLE,
  isFieldUnder,
  isReservedName,
  isTypeUnder,
  NAMESPACE,
} from './manifest/plugin-names.ts';
export { manifestFaults, readManifest } from './manifest/read-manifest.ts';
export { DESCRIPTION_LENGTH, TITLE_LENGTH } from './manifest/text-lengths.ts';
export { mayUseSandbox } from './may-use-sandbox.ts';
export { nearest } from './nearest.ts';
export { charactersIn, isPlainText } from './plain-text.ts';
export * from './policy/policy-bundle.ts';
export {
  ANONYMOUS,
  ANONYMOUS_VIEWER,
  type CaseAssignment,
  type Principal,
  type Standing,
  type Viewer,
} from './principal.ts';
export { PLUGIN_SDL_HEAD, type PublishedSdl, publishedSdl, withLineFeeds } from './published-sdl.ts';
export { isPurpose, PURPOSES, type Purpose } from './purpose.ts';
export { HUB_SCALARS } from './scalars/hub-scalars.ts';
export * from './scalars/scalars.ts';
export { secretKeyOf } from './secret-key.ts';
export { isSensitivityLevel, SENSITIVITY_LEVELS, type SensitivityLevel } from './sensitivity.ts';
export { canonicalJson } from './signed/canonical-json.ts';
export { type RootKeys, readRootKeys } from './signed/root-keys.ts';
export { digestOfPayload, type SignedDocument, signDocument, verifyDocument } from './signed/signed-document.ts';
export { StartError } from './start-error.ts';
export { tenantOf } from './tenant.ts';
export { createSay, type Filling, joinTexts, type Say, type Sayings } from './words/say.ts';
export {
  generateWorkloadKey,
  type NewWorkloadKey,
  readWorkloadKey,
  type WorkloadKey,
  writeWorkloadKey,
} from './workload/workload-key.ts';
export * from './workload/workload-request.ts';
