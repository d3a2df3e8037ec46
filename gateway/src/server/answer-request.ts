import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type AppPolicy, CityGraphError, type Principal, type RateLimits, tenantOf } from '@citygraph/contract';
import { type GraphQLError, getOperationAST, getVariableValues, Kind, type OperationDefinitionNode } from 'graphql';
import type { Claims } from '../execution/decisions.ts';
import { type Answer, executeOperation } from '../execution/execute-operation.ts';
import { introspect } from '../execution/introspect.ts';
import type { AnswerError } from '../execution/merge-errors.ts';
import { nameDwellers } from '../execution/name-dwellers.ts';
import { announcementOf } from '../ledger/evidence.ts';
import type { LedgerOptions } from '../ledger/ledger.ts';
import { planningCost } from '../operation/operation-store.ts';
import type { PersistedQueries } from '../operation/persisted-queries.ts';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import { withoutSuggestions } from '../operation/without-suggestions.ts';
import type { StandingOf } from '../policy/ask-government.ts';
import type { Policies } from '../policy/bundle/policies.ts';
import type { PolicyInForce } from '../policy/bundle/policy-in-force.ts';
import { isOfThirdParty } from '../policy/decide.ts';
import type { DwellersOf } from '../policy/dwellers.ts';
import { type AppIds, appIds } from '../policy/pairwise/app-ids.ts';
import { type PersonPlaces, personPlaces } from '../policy/pairwise/person-places.ts';
import type { Sealer } from '../policy/pairwise/sealer.ts';
import { SUBJECT, TENANT } from '../policy/read-needs.ts';
import { chooseGraph, isSandbox } from '../supergraph/choose-graph.ts';
import type { Generation } from '../supergraph/generation.ts';
import type { Generations } from '../supergraph/generations.ts';
import { askedOf } from '../telemetry/asked-of.ts';
import type { TraceContext } from '../telemetry/trace-context.ts';
import type { UsageCounters } from '../telemetry/usage.ts';
import type { CallOff } from '../transport/call-off.ts';
import type { ClientBudget } from './client-budget.ts';
import { HttpProblem } from './http-problem.ts';
import type { GraphQLParameters } from './read-parameters.ts';
import { type Asking, orProblem } from './who-asks.ts';

/** Everything a gateway answers with; made once. */
export interface Rooms {
  readonly generations: Generations;
  readonly persisted: PersistedQueries;
  /** null: no identity is configured; everyone is anonymous. */
  readonly principal: ((authorization?: string) => Promise<Principal>) | null;
  readonly standing: StandingOf | null;
  /** null: nobody knows who lives where. */
  readonly dwellers: DwellersOf | null;
  readonly policies: Policies;
  /** null: nobody's ids are sealed. */
  readonly sealer: Sealer | null;
  /** Page on which apps subscribe, `{plugin}` for the plugin's name; null: there is none. */
  readonly subscribeAt: string | null;
  readonly adHocSensitive: boolean;
  /** Whose the hub's own trusted documents are, by client id; null: the city's own apps'. */
  readonly trustedDocumentApps: ReadonlySet<string> | null;
  readonly introspection: 'everyone' | 'signed-in';
  readonly operationTimeoutMs: number;
  readonly maxCost: number;
  readonly ledger: LedgerOptions | null;
  readonly budget: ClientBudget | null;
  /** Proxies of ours in front. */
  readonly trustedProxies: number;
  /** null: nobody counts what is asked for. */
  readonly usage: UsageCounters | null;
}

/** One client request. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly asking: Asking;
  readonly requestId: string;
  readonly trace: TraceContext;
  /** Called off when the client went away. */
  readonly gone: CallOff;
  /** As `performance.now()` counts. */
  readonly started: number;
  /** What the answer says of itself, whatever becomes of it. */
  readonly headers: Record<string, string>;
  /** Hubs that it came through. */
  readonly hops: number;
  /** Told of each exchange before it is written down what plugins are about to be sent. */
  readonly onAnnounced?: (id: string) => void;
  /** Recording failed a moment ago: nothing is to be shown that would have to be recorded. */
  readonly isUnrecorded?: boolean;
}

/** A document that is not executed has no `data` entry at all. */
export type Reply = Answer | { readonly errors: readonly object[] };

const VARIABLE_ERRORS = 10;

/** The life of a request between its parameters and its answer. Throws an `HttpProblem` when nobody may be answered. */
export function answerRequest(rooms: Rooms, exchange: Exchange, parameters: GraphQLParameters): Promise<Reply> {
  return rooms.generations.use(
    (lineUp) => orProblem(() => chooseGraph(lineUp, exchange.asking)),
    (generation) => answerFrom(generation, rooms, exchange, parameters),
  );
}

async function answerFrom(
  { graph, operations, subgraphs, versionOf, releaseOf }: Generation,
  {
    persisted,
    standing,
    dwellers,
    policies,
    sealer,
    subscribeAt,
    adHocSensitive,
    trustedDocumentApps,
    introspection,
    operationTimeoutMs,
    maxCost: anybodysCost,
    ledger,
    budget,
    usage,
  }: Rooms,
  { req, asking, requestId, trace, gone, started, hops, onAnnounced, isUnrecorded = false }: Exchange,
  { query, sha256, operationName, variables }: GraphQLParameters,
): Promise<Reply> {
  const { principal: who, claims, spender, account, channel } = asking;
  let text: string;
  try {
    text = persisted.textOf({ query, sha256 });
  } catch (error) {
    if (error instanceof CityGraphError) return { errors: [error] };
    throw error;
  }
  const policy = policies.current();
  const { maxDepth, maxCost = Number.POSITIVE_INFINITY } = policy?.app(who.app)?.limits ?? NO_LIMITS;
  const registration = registrationOf(policy?.app(who.app) ?? null, text);
  if (registration === 'unknown') return { errors: [NOT_REGISTERED] };
  const pay = async (cost: number): Promise<void> => {
    if (budget && !isUnrecorded) await budget.spend(spender, cost);
  };
  const found = operations.find(text, operationName, { account, pay });
  const operation = found instanceof Promise ? await found : found;
  const isBlind = introspection === 'signed-in' && who.subject === null;
  const told = (errors: readonly object[]): Reply => ({ errors: isBlind ? withoutSuggestions(errors) : errors });
  if ('errors' in operation) return told(operation.errors);
  if (sha256 !== null) persisted.keep(sha256, text);
  assertMethodFits(req, operation);
  if (maxDepth !== undefined && operation.depth > maxDepth) return { errors: [tooDeep(operation.depth, maxDepth)] };
  const definition = getOperationAST(operation.document, operation.name);
  const coerced = getVariableValues(graph.apiSchema, definition?.variableDefinitions ?? [], variables, {
    maxErrors: VARIABLE_ERRORS,
  });
  if (coerced.errors) return told(coerced.errors.map(badInput));
  if (operation.asksSchema && isBlind) {
    return { errors: [{ message: 'Sign in to introspect.', extensions: { code: 'UNAUTHENTICATED' } }] };
  }
  const ids = idsOf(who, policy, graph, sealer);
  if (ids && !graph.engine.sealsIds) return { errors: [NO_IDS] };
  if (ids && operation.namesSomebody) return { errors: [IDS_IN_TEXT] };
  const given = ids ? openedBy(ids, variables, operation, definition, graph) : { variables };
  if ('errors' in given) return given;
  const cost = operation.cost(coerced.coerced);
  const mostCost = Math.min(maxCost, anybodysCost);
  // What is no number is not within it.
  if (!(cost <= mostCost)) return { errors: [tooExpensive(cost, mostCost)] };
  await pay(cost);
  if (operation.isIntrospection) return introspect(operation, variables);

  const caller = {
    requestId,
    trace,
    gone: operation.type === 'mutation' ? null : gone,
    until: started + operationTimeoutMs,
    headers: req.headers,
    hops,
    account,
    policyVersion: policy?.version ?? 0,
  };
  const answer = await executeOperation({
    operation,
    variables: given.variables,
    coercedVariables: coerced.coerced,
    account,
    payPlan: () => pay(planningCost(text)),
    principal: who,
    purpose: claims.purpose,
    policy,
    policyNow: policies.current,
    now: Date.now(),
    versionOf,
    releaseOf,
    isSandbox: isSandbox(channel),
    subscribeAt,
    ids,
    canRecord: ledger && !isUnrecorded && ledger.ledger.isAvailable(),
    async announce(toBeSent) {
      if (!ledger) throw new Error('There is no ledger.');
      const record = announcementOf(toBeSent, ledger.subjectSecret, Date.now());
      // Before: what comes of an attempt that failed is settled like any other.
      onAnnounced?.(record.id);
      await ledger.ledger.announce(record);
      return record.id;
    },
    mayTouchSensitive:
      adHocSensitive ||
      registration === 'registered' ||
      (operation.trusted && isTrustedOf(who, policy, trustedDocumentApps)),
    standing: async () => (standing ? standing(who, claims.caseId, caller) : null),
    engine: graph.engine,
    dispatchAs: (viewer, { claims, granted }, decided) => {
      const subjects = subjectsFor(claims, who, sealer);
      const tenants = tenantsFor(claims, who);
      const policyVersion = decided?.version ?? 0;
      const dispatch = subgraphs.dispatchAs({ ...caller, viewer, subjects, tenants, granted, policyVersion });
      return dwellers && ledger ? nameDwellers(dispatch, (places) => dwellers(places, caller)) : dispatch;
    },
  });
  if (!isUnrecorded) usage?.note(who.app, askedOf(operation, answer.served), cost, answer.errors.length > 0);
  return answer;
}

/** Third parties' apps know people by ids of their own, those that tokens do not name by ids of theirs together; the city's own as the departments do. */
function idsOf(
  principal: Principal,
  policy: PolicyInForce | null,
  { pairwise }: Generation['graph'],
  sealer: Sealer | null,
): AppIds | null {
  if (sealer === null || pairwise.size === 0) return null;
  return isOfThirdParty({ principal, policy }) ? appIds(principal.app ?? '', pairwise, sealer) : null;
}

/** Who asks, as each plugin knows them that may be told. */
function subjectsFor(claims: Claims, { resident }: Principal, sealer: Sealer | null): ReadonlyMap<string, string> {
  if (claims.size === 0 || resident === null || sealer === null) return NOBODY;
  return new Map(toldOf(SUBJECT, claims).map((plugin) => [plugin, sealer.seal(plugin, 'Resident', resident)]));
}

/** For which part of the city who asks acts, for each plugin that may be told. */
function tenantsFor(claims: Claims, principal: Principal): ReadonlyMap<string, string> {
  const tenant = claims.size === 0 ? null : tenantOf(principal);
  return tenant === null ? NOBODY : new Map(toldOf(TENANT, claims).map((plugin) => [plugin, tenant]));
}

const toldOf = (coordinate: string, claims: Claims): string[] =>
  [...claims].flatMap(([plugin, said]) => (said.has(coordinate) ? plugin : []));

const NOBODY: ReadonlyMap<string, string> = new Map();

function openedBy(
  ids: AppIds,
  variables: Readonly<Record<string, unknown>>,
  operation: ReadyOperation,
  definition: OperationDefinitionNode | null | undefined,
  graph: Generation['graph'],
): { readonly variables: Readonly<Record<string, unknown>> } | { readonly errors: readonly object[] } {
  const asked = {
    schema: graph.apiSchema,
    definitions: definition?.variableDefinitions ?? [],
    places: placesIn(operation, graph),
  };
  try {
    return { variables: ids.open(variables, asked) };
  } catch (error) {
    if (error instanceof CityGraphError) return { errors: [error] };
    throw error;
  }
}

/** Where people may be named in an operation; found once for each that an app of a third party asks. */
function placesIn(
  operation: ReadyOperation,
  { apiSchema: schema, pairwise, personArguments: contracted }: Generation['graph'],
): PersonPlaces {
  const known = places.get(operation);
  if (known) return known;
  const found = personPlaces(operation.document, { schema, pairwise, contracted });
  places.set(operation, found);
  return found;
}

const places = new WeakMap<ReadyOperation, PersonPlaces>();

const NO_IDS = new CityGraphError(
  'FORBIDDEN',
  'This gateway runs the reference engine, which cannot give apps of third parties ids of their own.',
);

const IDS_IN_TEXT = new CityGraphError(
  'BAD_USER_INPUT',
  'Give ids of people and households in variables: people have ids of their own for your app, and documents are the same for all.',
);

/** Did the app register this very text? `unknown`: it did not, and it may ask nothing else. */
function registrationOf(app: AppPolicy | null, text: string): 'registered' | 'ad-hoc' | 'unknown' {
  if (app === null || (app.documents.length === 0 && !app.documentsOnly)) return 'ad-hoc';
  if (app.documents.includes(hash('sha256', text, 'hex'))) return 'registered';
  return app.documentsOnly ? 'unknown' : 'ad-hoc';
}

/** What one app's documents may ask is no leave for another app to ask it. */
function isTrustedOf(principal: Principal, policy: PolicyInForce | null, apps: ReadonlySet<string> | null): boolean {
  if (apps !== null) return principal.app !== null && apps.has(principal.app);
  return !isOfThirdParty({ principal, policy });
}

const NOT_REGISTERED = new CityGraphError(
  'DOCUMENT_NOT_TRUSTED',
  'This app asks its registered documents only, and this is none of them.',
);

const NO_LIMITS: Pick<RateLimits, 'maxDepth' | 'maxCost'> = {};

function tooDeep(depth: number, maxDepth: number): CityGraphError {
  return new CityGraphError(
    'QUERY_TOO_DEEP',
    `The query nests ${depth} fields; ${maxDepth} are allowed to your app. Ask for less at once.`,
  );
}

function tooExpensive(cost: number, maxCost: number): CityGraphError {
  return new CityGraphError(
    'QUERY_TOO_EXPENSIVE',
    `The query could cost ${cost}; ${maxCost} is the limit. Ask for shorter lists, or for less in them.`,
  );
}

function assertMethodFits({ method }: IncomingMessage, { type }: ReadyOperation): void {
  if (type === 'subscription') {
    throw new HttpProblem(400, 'BAD_REQUEST', 'Subscriptions are not served over plain HTTP.');
  }
  if (type === 'mutation' && method === 'GET') {
    throw new HttpProblem(405, 'BAD_REQUEST', 'A mutation needs POST.', { allow: 'POST' });
  }
}

/** graphql-js repeats the whole value; the hub's scalars say what is wrong without it. */
function badInput({ message, originalError, nodes }: GraphQLError): AnswerError {
  const [definition] = nodes ?? [];
  const said =
    originalError instanceof CityGraphError && definition?.kind === Kind.VARIABLE_DEFINITION
      ? `Variable "$${definition.variable.name.value}": ${originalError.message}`
      : message;
  return { message: said, extensions: { code: 'BAD_USER_INPUT', count: 1 } };
}
