import type { AppPolicy, GrantTerms, PolicyBundle } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { App, AppDocument } from '../app/app.entity.ts';
import { AppKeyRow } from '../app-key/app-key.entity.ts';
import { DataGrant } from '../data-grant/data-grant.entity.ts';
import { Plan, Subscription } from '../plan/plan.entity.ts';
import { limitsOf } from '../plan/plan.rules.ts';
import { Workload } from '../workload/workload.entity.ts';
import type { ConsentShards } from './consent-shards.ts';
import { Head } from './head.entity.ts';
import { pluginPolicies } from './plugin-policies.ts';

/** Minutes after which gateways no longer know what was revoked (DECISIONS 11). */
export const FRESH_MINUTES = 15;

/**
 * What gateways carry out, as it is decided at this moment: read in one transaction, so that version and content belong together. Equal versions are equal bundles. The consents
 * that it names are in `shards`.
 */
export function bundleOf(em: EntityManager, shards: ConsentShards, now: Date): Promise<PolicyBundle> {
  return em.transactional(async (inner) => {
    const em = inner as EntityManager;
    const [head] = await findRows(em, Head, { name: 'policy' });
    const issuedAt = head?.at ?? now;
    const [apps, documents, grants] = await Promise.all([
      findRows(em, App, {}, { orderBy: { clientId: 'asc' } }),
      findRows(em, AppDocument, {}, { orderBy: { digest: 'asc' } }),
      findRows(em, DataGrant, { state: 'ACTIVE', until: { $gt: issuedAt } }, { orderBy: { id: 'asc' } }),
    ]);
    const plugins = await pluginPolicies(em, new Set(grants.flatMap(({ plugin }) => plugin ?? [])));
    const [subscriptions, plans, keys, workloads] = await Promise.all([
      findRows(em, Subscription, { state: 'ACTIVE' }, { orderBy: { plugin: 'asc' } }),
      findRows(em, Plan, {}),
      findRows(em, AppKeyRow, { revokedAt: null }, { orderBy: { id: 'asc' } }),
      findRows(em, Workload, { revokedAt: null, until: { $gt: issuedAt } }, { orderBy: { id: 'asc' } }),
    ]);
    const version = head?.version ?? 0;
    return {
      version,
      issuedAt: issuedAt.toISOString(),
      freshUntil: new Date(issuedAt.getTime() + FRESH_MINUTES * 60_000).toISOString(),
      apps: Object.fromEntries(
        apps.map((app) => [
          app.clientId,
          {
            organisation: app.organisationUscc,
            thirdParty: Boolean(app.thirdParty),
            documents: documents.filter(({ clientId }) => clientId === app.clientId).map(({ digest }) => digest),
            documentsOnly: Boolean(app.documentsOnly),
            ...limitsAndKeys(app, subscriptions, plans, keys, issuedAt),
          },
        ]),
      ),
      plugins,
      ...(workloads.length > 0 && {
        workloads: workloads.map(({ id, publicKey, until }) => ({ id, publicKey, until: until.toISOString() })),
      }),
      grants: grants.map(
        ({ id, app, plugin, coordinates, purpose, until, retentionDays, needsConsent }): GrantTerms => ({
          id,
          grantee: plugin === null ? { app } : { plugin },
          coordinates,
          purpose,
          until: until.toISOString(),
          retentionDays,
          needsConsent: Boolean(needsConsent),
        }),
      ),
      consents: [],
      consentShards: await shards.follow(em, version, issuedAt),
    };
  });
}

/** What an app may ask of plugins, and how much. A third party gets what it subscribed to; the city's own apps need no subscription. */
function limitsAndKeys(
  app: App,
  subscriptions: readonly Subscription[],
  plans: readonly Plan[],
  keys: readonly AppKeyRow[],
  issuedAt: Date,
): Pick<AppPolicy, 'limits' | 'subscriptions' | 'keys'> {
  const own = subscriptions.filter((subscription) => subscription.app === app.clientId);
  const living = keys.filter((key) => key.app === app.clientId && (key.until === null || key.until > issuedAt));
  return {
    limits: limitsOf(
      app,
      plans.filter(({ name }) => own.some(({ plan }) => plan === name)),
    ),
    ...(app.thirdParty && { subscriptions: own.map(({ plugin }) => plugin) }),
    ...(living.length > 0 && {
      keys: living.map(({ id, digest, until }) => ({ id, digest, until: until?.toISOString() ?? null })),
    }),
  };
}
