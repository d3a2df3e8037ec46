import type { City } from '@citygraph/city';
import { defineSubgraph, type Subgraph, signedIn } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { ActCount } from './act-count/act-count.entity.ts';
import { administrator } from './administrator.ts';
import { appDocumentAccess } from './app/app.access.ts';
import { App, AppDocument } from './app/app.entity.ts';
import { AppResolver, appById } from './app/app.resolver.ts';
import { AppDocumentsResolver } from './app/app-documents.resolver.ts';
import { seedApps } from './app/seed-apps.ts';
import { AppKeyRow } from './app-key/app-key.entity.ts';
import { AppKeyResolver, appKeyAccess } from './app-key/app-key.resolver.ts';
import { AuditEntry } from './audit-entry/audit-entry.entity.ts';
import { AuditEntryResolver } from './audit-entry/audit-entry.resolver.ts';
import { AuditKeyRow } from './audit-entry/audit-key.entity.ts';
import { AuditSeal, AuditSegment } from './audit-entry/audit-seal.entity.ts';
import { BreakingAlert, BreakingChange } from './breaking-change/breaking-change.entity.ts';
import { BreakingChangeResolver } from './breaking-change/breaking-change.resolver.ts';
import { breakingById } from './breaking-change/find-breaking-changes.ts';
import { watchingBreaking } from './breaking-change/watch-breaking-clocks.ts';
import { CatalogEntry } from './catalog-entry/catalog-entry.entity.ts';
import { CatalogEntryResolver, CatalogItemResolver, entryById } from './catalog-entry/catalog-entry.resolver.ts';
import { CatalogSource } from './catalog-entry/catalog-source.entity.ts';
import { CitySchemaResolver } from './city-schema/city-schema.resolver.ts';
import { consentAccess, legalEntityAccess, residentAccess } from './consent/consent.access.ts';
import { Consent } from './consent/consent.entity.ts';
import {
  ConsentResolver,
  consentById,
  LegalEntityConsentsResolver,
  ResidentConsentsResolver,
} from './consent/consent.resolver.ts';
import { guardiansToSee, seeGuardian } from './consent/guardians.ts';
import { dataGrantAccess } from './data-grant/data-grant.access.ts';
import { DataGrant, GrantAlert, GrantApproval } from './data-grant/data-grant.entity.ts';
import { DataGrantResolver, grantById } from './data-grant/data-grant.resolver.ts';
import { judgingGrants } from './data-grant/judge-grants-anew.ts';
import { watchClocks } from './data-grant/watch-grant-clocks.ts';
import { DocumentCheckResolver } from './document-check/document-check.resolver.ts';
import { exchangeRecordAccess, parallelApprovalCaseAccess } from './exchange-record/exchange-record.access.ts';
import { ExchangeRecordRow, ExchangeSubject } from './exchange-record/exchange-record.entity.ts';
import {
  ApprovalExchangesResolver,
  ExchangeRecordResolver,
  exchangeRecordReference,
  LegalEntityAccessesResolver,
  ResidentAccessesResolver,
} from './exchange-record/exchange-record.resolver.ts';
import { recordExchanges } from './exchange-record/record-exchanges.ts';
import { ParallelApprovalCaseType, ResidentType } from './federated-types.ts';
import { FirstPartyRelease } from './first-party-release/first-party-release.entity.ts';
import { GatewayProcess } from './gateway-process/gateway-process.entity.ts';
import { GatewayProcessResolver } from './gateway-process/gateway-process.resolver.ts';
import { RolloutServingResolver } from './gateway-process/rollout-serving.resolver.ts';
import { watchingServing } from './gateway-process/watch-serving.ts';
import { deletingGraphSets } from './graph-set/delete-graph-sets.ts';
import { GraphChange } from './graph-set/graph-change.entity.ts';
import { GraphPin } from './graph-set/graph-pin.entity.ts';
import { GraphSetVersion } from './graph-set/graph-set.entity.ts';
import { GraphDecisionResolver, GraphSetResolver, graphChangeAccess } from './graph-set/graph-set.resolver.ts';
import { incidentAccess } from './incident/incident.access.ts';
import { Incident } from './incident/incident.entity.ts';
import { IncidentResolver } from './incident/incident.resolver.ts';
import { catalog } from './migrations/0001-catalog.ts';
import { grants } from './migrations/0002-grants.ts';
import { exchangeRecords } from './migrations/0003-exchange-records.ts';
import { firstHeads } from './migrations/0004-heads.ts';
import { ownApps } from './migrations/0005-own-apps.ts';
import { plugins } from './migrations/0006-plugins.ts';
import { longDocuments } from './migrations/0007-long-documents.ts';
import { graphs } from './migrations/0020-graphs.ts';
import { rollouts } from './migrations/0021-rollouts.ts';
import { reports } from './migrations/0022-reports.ts';
import { plans } from './migrations/0023-plans.ts';
import { officeNotifications } from './migrations/0024-office-notifications.ts';
import { ownIncidents } from './migrations/0025-own-incidents.ts';
import { retention } from './migrations/0026-retention.ts';
import { exchangeRemarks } from './migrations/0027-exchange-remarks.ts';
import { ownLooks } from './migrations/0028-own-looks.ts';
import { breakingChanges } from './migrations/0029-breaking-changes.ts';
import { approvedEgress } from './migrations/0030-approved-egress.ts';
import { judgedGround } from './migrations/0031-judged-ground.ts';
import { outboxRetries } from './migrations/0034-outbox-retries.ts';
import { notificationExemptions } from './migrations/0035-notification-exemptions.ts';
import { auditSeals } from './migrations/0036-audit-seals.ts';
import { oldGraphSets } from './migrations/0037-old-graph-sets.ts';
import { workloads } from './migrations/0039-workloads.ts';
import { consentVersions } from './migrations/0044-consent-versions.ts';
import { refusedAttemptCounts } from './migrations/0045-refused-attempts.ts';
import { publisherDomains } from './migrations/0046-publisher-domains.ts';
import { auditKeys } from './migrations/0047-audit-keys.ts';
import { stoppedBy } from './migrations/0060-stopped-by.ts';
import { wantedPlan } from './migrations/0061-wanted-plan.ts';
import { admissionCounts } from './migrations/0080-admission-counts.ts';
import { publisherRegistrar } from './migrations/0090-publisher-registrar.ts';
import { breakingAlerts } from './migrations/0091-breaking-alerts.ts';
import { usedDocumentApp } from './migrations/0092-used-document-app.ts';
import { pluginTexts } from './migrations/0110-plugin-texts.ts';
import { deletedWebhooks } from './migrations/0130-deleted-webhooks.ts';
import { missingSince } from './migrations/0160-missing-since.ts';
import { servedSince } from './migrations/0161-served-since.ts';
import { graphSetGaps } from './migrations/0162-graph-set-gaps.ts';
import { formerMembers } from './migrations/0180-former-members.ts';
import { actCounts } from './migrations/0181-act-counts.ts';
import { urgentDeliveries } from './migrations/0182-urgent-deliveries.ts';
import { claimAlerts } from './migrations/0183-claim-alerts.ts';
import { usedCoordinateDays } from './migrations/0184-used-coordinate-days.ts';
import { consentSalts } from './migrations/0190-consent-salts.ts';
import { consentGuardians } from './migrations/0191-consent-guardians.ts';
import { idleGrants } from './migrations/0210-idle-grants.ts';
import { UsageDay, UsageHour, UsedCoordinate, UsedDocument } from './operation-usage/operation-usage.entity.ts';
import { OperationUsageResolver } from './operation-usage/operation-usage.resolver.ts';
import { Plan, Subscription } from './plan/plan.entity.ts';
import { PlanResolver, SubscriptionResolver, subscriptionAccess } from './plan/plan.resolver.ts';
import { Plugin } from './plugin/plugin.entity.ts';
import type { Admission } from './plugin-release/admission.ts';
import { AdmissionCount } from './plugin-release/admission-count.entity.ts';
import { type CountAdmission, countedAdmission } from './plugin-release/count-admission.ts';
import { forgettingReleases } from './plugin-release/forget-releases.ts';
import { gatedAdmission } from './plugin-release/gated-admission.ts';
import { pluginReleaseAccess } from './plugin-release/plugin-release.access.ts';
import { PluginRelease } from './plugin-release/plugin-release.entity.ts';
import { rememberedAdmission } from './plugin-release/remembered-admission.ts';
import { returnAdmission } from './plugin-release/return-admission.ts';
import { Head } from './policy/head.entity.ts';
import { renewing } from './policy/renew-policy.ts';
import { Namespace, Publisher, PublisherMember } from './publisher/publisher.entity.ts';
import { jobsWith, publishing } from './publishing.ts';
import { noteRefused } from './refused-attempt/note-refused.ts';
import { RefusedAttempt } from './refused-attempt/refused-attempt.entity.ts';
import { refusedAttempts } from './refused-attempt/refused-attempts.ts';
import { keepingAttempts, writingAttempts } from './refused-attempt/write-attempts.ts';
import type { RegistryKeys } from './registry-context.ts';
import type { RegistryPorts } from './registry-ports.ts';

export { refreshCatalog } from './catalog-entry/refresh-catalog.ts';
export { takeExchanges } from './exchange-record/record-exchanges.ts';
export type { GuardedClient, GuardedFailure, GuardedRequest, GuardedResponse } from './guarded-client.ts';
export type { Admission, AdmissionRequest, AdmissionVerdict } from './plugin-release/admission.ts';
export { type FollowDecisionsOptions, followDecisions } from './policy/follow-decisions.ts';
export type { RegistryKeys } from './registry-context.ts';
export type { RegistryPorts } from './registry-ports.ts';
export type { Pace } from './rollout/rollout.rules.ts';

import { endingIdleRollouts } from './rollout/end-idle-rollouts.ts';
import { ReleaseSwitchesResolver } from './rollout/release-switches.resolver.ts';
import { Rollout } from './rollout/rollout.entity.ts';
import { RolloutResolver, rolloutAccess } from './rollout/rollout.resolver.ts';
import { forgettingReports } from './service-level/forget-reports.ts';
import { ReleaseHealth, ServiceLevelHour } from './service-level/release-health.entity.ts';
import { ServiceLevelResolver, serviceLevelAccess } from './service-level/service-level.resolver.ts';
import { watchingRollouts, watchingStable } from './service-level/watch-releases.ts';
import { Composition } from './supergraph-version/composition.entity.ts';
import { deletingGraphs } from './supergraph-version/delete-graphs.ts';
import { SupergraphVersion } from './supergraph-version/supergraph-version.entity.ts';
import { graphByDigest, SupergraphVersionResolver } from './supergraph-version/supergraph-version.resolver.ts';

export { type FirstPartySchema, importFirstParty } from './first-party-release/import-first-party.ts';
export { takeReport } from './gateway-process/take-report.ts';
export { type FollowGraphsOptions, followGraphs } from './graph-set/follow-graphs.ts';
export { type HeadVerdict, verifyHead } from './graph-set/verify-head.ts';
export { attendKeys } from './keys/attend-keys.ts';
export { type KeyFolder, openKeyFolder } from './keys/key-folder.ts';
export { type AttendGraphsOptions, attendGraphs, type GraphPorts } from './process/attend-graphs.ts';
export { auditPublicKeys } from './process/audit-public-keys.ts';
export { type OpenPorts, type OpenPortsOptions, openPorts } from './process/open-ports.ts';
export { type ControlPlane, type ControlPlaneOptions, runControlPlane } from './process/run-control-plane.ts';
export type { Canary, CanaryFinding, GoldenQuery } from './supergraph-version/canary.ts';
export { readArtefact } from './supergraph-version/read-artefact.ts';

/** The whole wiring. It prints its schema without keys, and serves with them: `withKeys`. */
export const registry = defineSubgraph({
  name: 'registry',
  description: "The city's catalogue, who was granted and who consented to what, and who saw whose data.",
  entities: [
    ActCount,
    AdmissionCount,
    App,
    AppDocument,
    AppKeyRow,
    AuditEntry,
    AuditKeyRow,
    RefusedAttempt,
    AuditSeal,
    AuditSegment,
    BreakingAlert,
    BreakingChange,
    CatalogEntry,
    CatalogSource,
    Composition,
    Consent,
    DataGrant,
    ExchangeRecordRow,
    ExchangeSubject,
    FirstPartyRelease,
    GatewayProcess,
    GrantAlert,
    GrantApproval,
    GraphChange,
    GraphPin,
    GraphSetVersion,
    Head,
    Incident,
    Namespace,
    Plan,
    Plugin,
    PluginRelease,
    Publisher,
    PublisherMember,
    ReleaseHealth,
    Rollout,
    ServiceLevelHour,
    Subscription,
    SupergraphVersion,
    UsageDay,
    UsageHour,
    UsedCoordinate,
    UsedDocument,
    ...publishing.entities,
  ],
  migrations: [
    catalog,
    grants,
    exchangeRecords,
    firstHeads,
    ownApps,
    plugins,
    longDocuments,
    ...publishing.migrations,
    graphs,
    rollouts,
    reports,
    plans,
    officeNotifications,
    ownIncidents,
    retention,
    exchangeRemarks,
    ownLooks,
    breakingChanges,
    approvedEgress,
    judgedGround,
    outboxRetries,
    notificationExemptions,
    auditSeals,
    oldGraphSets,
    workloads,
    consentVersions,
    refusedAttemptCounts,
    publisherDomains,
    auditKeys,
    stoppedBy,
    wantedPlan,
    admissionCounts,
    publisherRegistrar,
    breakingAlerts,
    usedDocumentApp,
    pluginTexts,
    deletedWebhooks,
    missingSince,
    servedSince,
    graphSetGaps,
    formerMembers,
    actCounts,
    urgentDeliveries,
    claimAlerts,
    usedCoordinateDays,
    consentSalts,
    consentGuardians,
    idleGrants,
  ],
  resolvers: [
    AppDocumentsResolver,
    AppKeyResolver,
    AppResolver,
    AuditEntryResolver,
    BreakingChangeResolver,
    CatalogEntryResolver,
    CatalogItemResolver,
    CitySchemaResolver,
    ConsentResolver,
    DataGrantResolver,
    DocumentCheckResolver,
    ExchangeRecordResolver,
    GatewayProcessResolver,
    GraphDecisionResolver,
    GraphSetResolver,
    IncidentResolver,
    ApprovalExchangesResolver,
    LegalEntityAccessesResolver,
    LegalEntityConsentsResolver,
    OperationUsageResolver,
    PlanResolver,
    ReleaseSwitchesResolver,
    ResidentAccessesResolver,
    ResidentConsentsResolver,
    ...publishing.resolvers,
    RolloutResolver,
    RolloutServingResolver,
    ServiceLevelResolver,
    SubscriptionResolver,
    SupergraphVersionResolver,
  ],
  orphanedTypes: [ParallelApprovalCaseType, ResidentType],
  openMutations: {
    publishAsWorkload: "A pipeline is nobody who signs in: what it sends is signed with its workload's key.",
  },
  references: {
    App: ({ clientId }, context) => appById(context).load(String(clientId)),
    BreakingChange: ({ id }, context) => breakingById(context).load(String(id)),
    CatalogEntry: ({ id }, context) => entryById(context).load(String(id)),
    Consent: ({ id }, context) => consentById(context).load(String(id)),
    DataGrant: ({ id }, context) => grantById(context).load(String(id)),
    ExchangeRecord: exchangeRecordReference,
    LegalEntity: ({ uscc }) => ({ uscc }),
    ParallelApprovalCase: ({ projectCode, applicant }) => ({ projectCode, applicant }),
    Resident: ({ id }) => ({ id }),
    SupergraphVersion: graphByDigest,
    ...publishing.references,
  },
  access: {
    AppDocument: appDocumentAccess,
    AppKey: appKeyAccess,
    AuditEntry: { default: administrator },
    AuditSealing: { default: administrator },
    BreakingChange: pluginReleaseAccess,
    CanaryFinding: { default: administrator },
    CitySchema: { default: signedIn },
    CitySubgraph: { default: signedIn },
    Consent: consentAccess,
    DataGrant: dataGrantAccess,
    ExchangeRecord: exchangeRecordAccess,
    GatewayProcess: { default: administrator },
    GatewayRefusal: { default: signedIn },
    GraphDecision: graphChangeAccess,
    GraphPin: { default: administrator },
    GraphRelease: { default: administrator },
    GraphSet: { default: administrator },
    Incident: incidentAccess,
    LeftOutRelease: { default: administrator },
    LegalEntity: legalEntityAccess,
    ParallelApprovalCase: parallelApprovalCaseAccess,
    PluginSubscription: subscriptionAccess,
    RefusedGraph: { default: administrator },
    Resident: residentAccess,
    Rollout: rolloutAccess,
    ServiceLevel: serviceLevelAccess,
    SupergraphVersion: { default: administrator },
    ...publishing.access,
  },
  operations: { guardiansToSee, recordExchanges, seeGuardian },
  refused: noteRefused,
  jobs: [
    renewing,
    watchClocks,
    judgingGrants,
    watchingBreaking,
    watchingRollouts,
    watchingServing,
    forgettingReports,
    deletingGraphs,
    deletingGraphSets,
    forgettingReleases,
    ...publishing.jobs,
  ],
  seed: (em, city) => seedApps(em as EntityManager, new Date(`${(city as City).asOf}T09:00:00+08:00`)),
});

/** As publishers ask for it: in turn, counted, and the same once. The hub's own looks wait for nobody. */
const asked = (admission: Admission, count?: CountAdmission): Admission =>
  rememberedAdmission(gatedAdmission(count ? countedAdmission(admission, count) : admission));

export const withKeys = (keys: RegistryKeys, ports: RegistryPorts = {}): Subgraph => {
  const attempts = refusedAttempts();
  return {
    ...registry,
    provides: {
      keys,
      attempts,
      ...ports,
      ...(ports.admission && {
        admission: asked(ports.admission, ports.countAdmission),
        returnAdmission: returnAdmission(ports.admission),
      }),
    },
    jobs: [
      ...registry.jobs,
      watchingStable(ports.admission ?? null, ports.watching),
      endingIdleRollouts(ports.watching),
      keepingAttempts(attempts),
      writingAttempts(attempts),
      ...jobsWith(ports),
    ],
  };
};
