import type { City } from '@citygraph/city';
import { defineSubgraph, type Subgraph } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { administrator } from './administrator.ts';
import { appDocumentAccess } from './app/app.access.ts';
import { App, AppDocument } from './app/app.entity.ts';
import { AppResolver, appById } from './app/app.resolver.ts';
import { seedApps } from './app/seed-apps.ts';
import { AuditEntry } from './audit-entry/audit-entry.entity.ts';
import { AuditEntryResolver } from './audit-entry/audit-entry.resolver.ts';
import { CatalogEntry } from './catalog-entry/catalog-entry.entity.ts';
import { CatalogEntryResolver, entryById } from './catalog-entry/catalog-entry.resolver.ts';
import { CatalogSource } from './catalog-entry/catalog-source.entity.ts';
import { consentAccess, legalEntityAccess, residentAccess } from './consent/consent.access.ts';
import { Consent } from './consent/consent.entity.ts';
import {
  ConsentResolver,
  consentById,
  LegalEntityConsentsResolver,
  ResidentConsentsResolver,
} from './consent/consent.resolver.ts';
import { dataGrantAccess } from './data-grant/data-grant.access.ts';
import { DataGrant, GrantAlert, GrantApproval } from './data-grant/data-grant.entity.ts';
import { DataGrantResolver, grantById } from './data-grant/data-grant.resolver.ts';
import { watchClocks } from './data-grant/watch-grant-clocks.ts';
import { exchangeRecordAccess } from './exchange-record/exchange-record.access.ts';
import { ExchangeRecordRow, ExchangeSubject } from './exchange-record/exchange-record.entity.ts';
import {
  ExchangeRecordResolver,
  exchangeRecordReference,
  LegalEntityAccessesResolver,
  ResidentAccessesResolver,
} from './exchange-record/exchange-record.resolver.ts';
import { recordExchanges } from './exchange-record/record-exchanges.ts';
import { ResidentType } from './federated-types.ts';
import { catalog } from './migrations/0001-catalog.ts';
import { grants } from './migrations/0002-grants.ts';
import { exchangeRecords } from './migrations/0003-exchange-records.ts';
import { firstHeads } from './migrations/0004-heads.ts';
import { ownApps } from './migrations/0005-own-apps.ts';
import { plugins } from './migrations/0006-plugins.ts';
import { Plugin } from './plugin/plugin.entity.ts';
import { gatedAdmission } from './plugin-release/gated-admission.ts';
import { PluginRelease } from './plugin-release/plugin-release.entity.ts';
import { Head } from './policy/head.entity.ts';
import { renewing } from './policy/renew-policy.ts';
import { Namespace, Publisher, PublisherMember } from './publisher/publisher.entity.ts';
import { jobsWith, publishing } from './publishing.ts';
import type { RegistryKeys } from './registry-context.ts';
import type { RegistryPorts } from './registry-ports.ts';

export { refreshCatalog } from './catalog-entry/refresh-catalog.ts';
export { takeExchanges } from './exchange-record/record-exchanges.ts';
export type { GuardedClient, GuardedFailure, GuardedRequest, GuardedResponse } from './guarded-client.ts';
export type { Admission, AdmissionRequest, AdmissionVerdict } from './plugin-release/admission.ts';
export { type FollowDecisionsOptions, followDecisions } from './policy/follow-decisions.ts';
export type { RegistryKeys } from './registry-context.ts';
export type { RegistryPorts } from './registry-ports.ts';

/** The whole wiring. It prints its schema without keys, and serves with them: `withKeys`. */
export const registry = defineSubgraph({
  name: 'registry',
  description: "The city's catalogue, who was granted and who consented to what, and who saw whose data.",
  entities: [
    App,
    AppDocument,
    AuditEntry,
    CatalogEntry,
    CatalogSource,
    Consent,
    DataGrant,
    ExchangeRecordRow,
    ExchangeSubject,
    GrantAlert,
    GrantApproval,
    Head,
    Namespace,
    Plugin,
    PluginRelease,
    Publisher,
    PublisherMember,
    ...publishing.entities,
  ],
  migrations: [catalog, grants, exchangeRecords, firstHeads, ownApps, plugins, ...publishing.migrations],
  resolvers: [
    AppResolver,
    AuditEntryResolver,
    CatalogEntryResolver,
    ConsentResolver,
    DataGrantResolver,
    ExchangeRecordResolver,
    LegalEntityAccessesResolver,
    LegalEntityConsentsResolver,
    ResidentAccessesResolver,
    ResidentConsentsResolver,
    ...publishing.resolvers,
  ],
  orphanedTypes: [ResidentType],
  references: {
    App: ({ clientId }, context) => appById(context).load(String(clientId)),
    CatalogEntry: ({ id }, context) => entryById(context).load(String(id)),
    Consent: ({ id }, context) => consentById(context).load(String(id)),
    DataGrant: ({ id }, context) => grantById(context).load(String(id)),
    ExchangeRecord: exchangeRecordReference,
    LegalEntity: ({ uscc }) => ({ uscc }),
    Resident: ({ id }) => ({ id }),
    ...publishing.references,
  },
  access: {
    AppDocument: appDocumentAccess,
    AuditEntry: { default: administrator },
    Consent: consentAccess,
    DataGrant: dataGrantAccess,
    ExchangeRecord: exchangeRecordAccess,
    LegalEntity: legalEntityAccess,
    Resident: residentAccess,
    ...publishing.access,
  },
  operations: { recordExchanges },
  jobs: [renewing, watchClocks, ...publishing.jobs],
  seed: (em, city) => seedApps(em as EntityManager, new Date(`${(city as City).asOf}T09:00:00+08:00`)),
});

export const withKeys = (keys: RegistryKeys, ports: RegistryPorts = {}): Subgraph => ({
  ...registry,
  provides: { keys, ...ports, ...(ports.admission ? { admission: gatedAdmission(ports.admission) } : {}) },
  jobs: [...registry.jobs, ...jobsWith(ports)],
});
