import { mutation, query } from '../hub/operation.ts';
import type { OpenPage } from './plugin.ts';

export interface App {
  readonly clientId: string;
  readonly name: string;
  readonly thirdParty: boolean;
  readonly documentsOnly: boolean;
  readonly requestsPerMinute: number | null;
  readonly costPerMinute: number | null;
}
const APP = 'clientId name thirdParty documentsOnly requestsPerMinute costPerMinute';

export const APPS = query<{ apps: OpenPage<App> | null }, { first: number }>(
  `query Apps($first: Int!) { apps(first: $first) { edges { node { ${APP} } } pageInfo { hasNextPage endCursor } } }`,
);

/** null: there is none, and it would be new. */
export const APP_BY_ID = query<{ app: App | null }, { app: string }>(
  `query AppById($app: ID!) { app(clientId: $app) { ${APP} } }`,
);

export const APP_DOCUMENTS = query<
  { app: { clientId: string; documents: readonly { digest: string; document: string | null }[] | null } | null },
  { app: string }
>(`query AppDocuments($app: ID!) { app(clientId: $app) { clientId documents { digest document } } }`);

export const REGISTER_APP = mutation<
  { registerApp: App | null },
  {
    app: string;
    name: string;
    organisation: string | null;
    /** null, and each limit: as it is. */
    documentsOnly: boolean | null;
    requestsPerMinute: number | null;
    costPerMinute: number | null;
    withoutLimits: boolean;
  }
>(
  `mutation RegisterApp($app: ID!, $name: String!, $organisation: USCC, $documentsOnly: Boolean, $requestsPerMinute: Int, $costPerMinute: Int, $withoutLimits: Boolean!) {
    registerApp(clientId: $app, name: $name, organisation: $organisation, documentsOnly: $documentsOnly, requestsPerMinute: $requestsPerMinute, costPerMinute: $costPerMinute, withoutLimits: $withoutLimits) { ${APP} } }`,
);

export const REGISTER_DOCUMENTS = mutation<
  { registerDocuments: readonly string[] | null },
  { app: string; documents: readonly string[] }
>(
  'mutation RegisterDocuments($app: ID!, $documents: [String!]!) { registerDocuments(app: $app, documents: $documents) }',
  true,
);

/** Those that were registered. Withdrawn again, they stay so. */
export const WITHDRAW_DOCUMENTS = mutation<
  { withdrawDocuments: readonly string[] | null },
  { app: string; digests: readonly string[] }
>('mutation WithdrawDocuments($app: ID!, $digests: [ID!]!) { withdrawDocuments(app: $app, digests: $digests) }', true);

export interface DocumentFinding {
  /** Its place among those that were sent, from 1. */
  readonly document: number;
  readonly channel: 'STABLE' | 'SANDBOX' | 'ROLLOUT';
  readonly operation: string | null;
  readonly line: number;
  readonly column: number;
  /** `Type.field`. */
  readonly field: string | null;
  readonly message: string;
  /** Releases that may be why; `version` null: a department’s, or the plugin is gone. */
  readonly since: readonly { readonly subgraph: string; readonly version: string | null }[];
}

export const CHECK_DOCUMENTS = query<
  { checkDocuments: { sequence: number; next: number; findings: readonly DocumentFinding[] } | null },
  { app: string | null; documents: readonly string[] }
>(`query CheckDocuments($app: ID, $documents: [String!]!) {
    checkDocuments(app: $app, documents: $documents) {
      sequence next findings { document channel operation line column field message since { subgraph version } } } }`);

export interface AppKey {
  readonly id: string;
  readonly name: string | null;
  readonly madeAt: string | null;
  readonly until: string | null;
  readonly revokedAt: string | null;
}
export const APP_KEYS = query<{ appKeys: readonly AppKey[] | null }, { app: string }>(
  'query AppKeys($app: ID!) { appKeys(app: $app) { id name madeAt until revokedAt } }',
);

export const CREATE_APP_KEY = mutation<
  { createAppKey: { id: string; key: string } | null },
  { app: string; name: string; until: string | null }
>(
  `mutation CreateAppKey($app: ID!, $name: String!, $until: DateTime) {
    createAppKey(app: $app, name: $name, until: $until) { id key } }`,
);

/** Asks for no data: whoever may ask at all is answered. */
export const WHETHER_ASKED = query<{ __typename: string }>('query WhetherAsked { __typename }');

export const REVOKE_APP_KEY = mutation<{ revokeAppKey: string | null }, { id: string }>(
  'mutation RevokeAppKey($id: ID!) { revokeAppKey(id: $id) }',
);

export interface Subscription {
  readonly id: string;
  readonly plugin: string | null;
  readonly plan: string | null;
  /** Of one in force: the plan that its publisher has not decided about yet. */
  readonly wantedPlan: string | null;
  readonly state: string | null;
}
const SUBSCRIPTION_FIELDS = 'id plugin plan wantedPlan state';

export const SUBSCRIBE = mutation<
  { subscribeToPlugin: Subscription | null },
  { app: string; plugin: string; plan: string }
>(
  `mutation Subscribe($app: ID!, $plugin: String!, $plan: ID!) {
    subscribeToPlugin(app: $app, plugin: $plugin, plan: $plan) { ${SUBSCRIPTION_FIELDS} } }`,
);

export const UNSUBSCRIBE = mutation<
  { unsubscribeFromPlugin: Subscription | null },
  { id: string; reason: string | null }
>(
  `mutation Unsubscribe($id: ID!, $reason: String) {
    unsubscribeFromPlugin(id: $id, reason: $reason) { ${SUBSCRIPTION_FIELDS} } }`,
);

export interface Plan {
  readonly name: string;
  readonly title: string;
  readonly requestsPerMinute: number;
  readonly costPerMinute: number;
  readonly requestsPerDay: number | null;
  readonly maxDepth: number | null;
  readonly maxCost: number | null;
  readonly approval: string;
  readonly retiredAt: string | null;
}
const PLAN = 'name title requestsPerMinute costPerMinute requestsPerDay maxDepth maxCost approval retiredAt';

export const PLANS = query<{ plans: readonly Plan[] | null }, Record<never, never>>(
  `query Plans { plans { ${PLAN} } }`,
);

export const MAKE_PLAN = mutation<
  { makePlan: Plan | null },
  {
    plan: string;
    /** null, as all that follows: as it is. */
    title: string | null;
    requestsPerMinute: number | null;
    costPerMinute: number | null;
    requestsPerDay: number | null;
    maxDepth: number | null;
    maxCost: number | null;
    approval: 'AUTO' | 'MANUAL' | null;
    retired: boolean | null;
    /** Limits that are taken away: `MAX_DEPTH`. */
    without: readonly string[];
  }
>(
  `mutation MakePlan($plan: ID!, $title: String, $requestsPerMinute: Int, $costPerMinute: Int, $requestsPerDay: Int, $maxDepth: Int, $maxCost: Int, $approval: PlanApproval, $retired: Boolean, $without: [PlanLimit!]!) {
    makePlan(name: $plan, title: $title, requestsPerMinute: $requestsPerMinute, costPerMinute: $costPerMinute, requestsPerDay: $requestsPerDay, maxDepth: $maxDepth, maxCost: $maxCost, approval: $approval, retired: $retired, without: $without) { ${PLAN} } }`,
);

export const SUBSCRIPTIONS = query<
  { pluginSubscriptions: OpenPage<Subscription> | null; plans: readonly { name: string; title: string }[] | null },
  { app: string; after: string | null }
>(
  `query Subscriptions($app: ID!, $after: String) {
    pluginSubscriptions(app: $app, first: 100, after: $after) { edges { node { ${SUBSCRIPTION_FIELDS} } } pageInfo { hasNextPage endCursor } }
    plans { name title } }`,
);

export const IMPACT_ON_APP = query<
  {
    releaseImpactOnApp: {
      removed: readonly string[];
      uses: readonly { coordinate: string; operationName: string | null; count: number }[];
    } | null;
  },
  { app: string; plugin: string; version: string }
>(
  `query ImpactOnApp($app: ID!, $plugin: String!, $version: String!) {
    releaseImpactOnApp(app: $app, plugin: $plugin, version: $version) { removed uses { coordinate operationName count } } }`,
);

export interface SubscriptionWish extends Subscription {
  readonly app: string | null;
  readonly reason: string | null;
  readonly requestedAt: string | null;
}
const WISH = `${SUBSCRIPTION_FIELDS} app reason requestedAt`;

export const SUBSCRIPTIONS_TO_DECIDE = query<
  { subscriptionsToDecide: OpenPage<SubscriptionWish> | null },
  { first: number }
>(
  `query SubscriptionsToDecide($first: Int!) { subscriptionsToDecide(first: $first) { edges { node { ${WISH} } } pageInfo { hasNextPage endCursor } } }`,
);

export const SUBSCRIPTION = query<{ pluginSubscription: SubscriptionWish | null }, { id: string }>(
  `query SubscriptionById($id: ID!) { pluginSubscription(id: $id) { ${WISH} } }`,
);

/** Said again, it stays so. */
export const DECIDE_SUBSCRIPTION = mutation<
  { decideSubscription: SubscriptionWish | null },
  { id: string; approve: boolean; reason: string | null }
>(
  `mutation DecideSubscription($id: ID!, $approve: Boolean!, $reason: String) {
    decideSubscription(id: $id, approve: $approve, reason: $reason) { ${WISH} } }`,
  true,
);
