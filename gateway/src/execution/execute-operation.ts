import { CityGraphError, type Principal, type Purpose, type Standing, type Viewer } from '@citygraph/contract';
import type { Evidence } from '../ledger/evidence.ts';
import { coordinateAt } from '../operation/coordinate-at.ts';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import type { PolicyInForce } from '../policy/bundle/policy-in-force.ts';
import {
  consentRefusals,
  type FieldGrant,
  grantServing,
  type MayReceive,
  receivingRule,
  subjectsOf,
  withheldRefusals,
} from '../policy/consent.ts';
import { claimGrant, decide } from '../policy/decide.ts';
import { isLabelled, isRecorded, type Need } from '../policy/need.ts';
import type { AppIds } from '../policy/pairwise/app-ids.ts';
import { SUBJECT } from '../policy/read-needs.ts';
import type { Refusal } from '../policy/refusal.ts';
import { variantOf, wholeOf } from '../policy/variant-of.ts';
import type { Disclosed, Dispatch, Engine, EngineResult } from './engine.ts';
import { executableOf } from './executable-of.ts';
import { type AnswerError, mergeErrors } from './merge-errors.ts';

export interface ExecutionRequest {
  readonly operation: ReadyOperation;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** With defaults and input coercion: what `@skip` and `@include` go by. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  readonly mayTouchSensitive: boolean;
  /** null: nobody has decided anything about third parties. */
  readonly policy: PolicyInForce | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** null: nothing is recorded; false: it cannot be now, so nothing is shown that would have to be. */
  readonly canRecord: boolean | null;
  /** Writes down what is about to be sent to plugins; answers the id of that. Rejects when it cannot be. */
  readonly announce: (toBeSent: Evidence) => Promise<string>;
  /** Id of what was written down in an earlier round of the same operation. */
  readonly announced?: string | null;
  /** Under which departments are told of a plugin's release; null: as the policy says. */
  readonly versionOf: (plugin: string) => string | null;
  /** Vendors and developers try things out: nobody need have subscribed. */
  readonly isSandbox: boolean;
  /** Page on which apps subscribe, `{plugin}` for the plugin's name; null: there is none. */
  readonly subscribeAt: string | null;
  /** By what ids the caller's app knows people; null: by the departments'. */
  readonly ids: AppIds | null;
  /** Asked only when the operation touches what is labelled beyond S1. */
  readonly standing: () => Promise<Standing | null>;
  readonly engine: Engine;
  /** Sends to subgraphs in the name of this viewer. */
  readonly dispatchAs: (viewer: Viewer, claims: ReadonlySet<string>) => Dispatch;
  /** What was fetched before and turned out to be somebody's who has not consented. */
  readonly withheld?: readonly Refusal[];
}

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly AnswerError[];
  /** What must be recorded before it leaves; null: nothing. */
  readonly evidence: Evidence | null;
}

/** Decide, then fetch, then complete. Nothing is asked of any subgraph that the caller may not have. */
export async function executeOperation(request: ExecutionRequest): Promise<Answer> {
  const { operation, principal, purpose, variables, coercedVariables, engine, dispatchAs, ids } = request;
  const refusals = new Map((request.withheld ?? []).map((refusal) => [refusal.coordinate, refusal]));
  const { grants, receivers, claims } = judge(request, refusals);
  const standing = operation.guarded.length === 0 ? null : await standingFor(request, refusals);
  const mayReceive = grants.length === 0 ? null : withConsent(request, standing, grants, refusals);

  let { announced = null } = request;
  if (announced === null && receivers.length > 0 && request.canRecord === true) {
    const toBeSent = evidenceOf({ ...request, announced }, standing, refusals, { grants, claims }, UNANSWERED);
    try {
      if (toBeSent) announced = await request.announce(toBeSent);
    } catch {
      return executeOperation({ ...request, canRecord: false });
    }
  }

  const variant = refusals.size === 0 ? wholeOf(operation) : variantOf(operation, [...refusals.keys()]);
  const prepared = executableOf(variant, engine);
  const executable = prepared instanceof Promise ? await prepared : prepared;
  const viewer: Viewer = { principal, standing, purpose, receivers };
  const dispatch = dispatchAs(viewer, claims);
  const sealFor = ids?.seal ?? null;
  const result = await executable.execute({ variables, coercedVariables, dispatch, mayReceive, sealFor });
  const merged = result.errors.length === 0 ? [] : mergeErrors(result.errors, (keys) => coordinateAt(operation, keys));
  const errors = ids ? merged.map((error) => ({ ...error, message: ids.tell(error.message) })) : merged;
  const evidence = evidenceOf({ ...request, announced }, standing, refusals, { grants, claims }, result);
  const withheld = withheldFrom(request, refusals, grants, result);
  if (withheld.length > 0) return withoutThese(withheld, request, evidence);
  if (refusals.size === 0) return { data: result.data, errors, evidence };

  const refused = new Map<string, AnswerError>();
  for (const { path, coordinate, conditions } of variant.positions) {
    const refusal = refusals.get(coordinate);
    if (!refusal || conditions.some(({ variable, wanted }) => coercedVariables[variable] !== wanted)) continue;
    const count = Math.max(1, result.refused.get(path.join('.')) ?? 0);
    const { code, message, link } = refusal;
    const extensions = { code, coordinate, count, ...(link !== undefined && { link }) };
    refused.set(JSON.stringify([path, coordinate]), { message, path, extensions });
  }
  return { data: result.data, errors: [...refused.values(), ...errors], evidence };
}

/** What an app must not be shown after all: whose it is was not known before. */
function withheldFrom(
  { policy, now }: ExecutionRequest,
  refusals: ReadonlyMap<string, Refusal>,
  grants: readonly FieldGrant[],
  { disclosed }: EngineResult,
): readonly Refusal[] {
  if (!policy || !disclosed || grants.length === 0) return [];
  const used = grants.filter(({ field }) => !refusals.has(field));
  return withheldRefusals(used, disclosed.subjects, policy, now);
}

/** A query is answered once more; a mutation has happened, and nothing of its result is shown. What plugins were sent is evidence either way. */
async function withoutThese(
  withheld: readonly Refusal[],
  request: ExecutionRequest,
  before: Evidence | null,
): Promise<Answer> {
  const sent = before && before.receivers.length > 0 ? { ...before, coordinates: [] } : null;
  if (request.operation.type === 'mutation') return { data: null, errors: [DONE_WITHHELD], evidence: sent };
  const answer = await executeOperation({
    ...request,
    withheld: [...(request.withheld ?? []), ...withheld],
    announced: before?.announced ?? null,
  });
  return sent ? { ...answer, evidence: together(sent, answer.evidence) } : answer;
}

const DONE_WITHHELD: AnswerError = {
  message: 'The change was made, but its result is about somebody who has not consented to this app.',
  extensions: { code: 'CONSENT_REQUIRED', count: 1 },
};

const UNANSWERED: Pick<EngineResult, 'data' | 'disclosed'> = { data: null };

interface Judgement {
  /** What is served under somebody's decision. */
  readonly grants: readonly FieldGrant[];
  /** `plugin@release` of the vendors that are asked. */
  readonly receivers: readonly string[];
  /** Plugins whose tokens may say who asks. */
  readonly claims: ReadonlySet<string>;
}

const NOTHING_SPECIAL: Judgement = { grants: [], receivers: [], claims: new Set() };

/** Decides about everything that is not open to everybody; notes what is refused. */
function judge(request: ExecutionRequest, refusals: Map<string, Refusal>): Judgement {
  const { guarded } = request.operation;
  if (guarded.length === 0) return NOTHING_SPECIAL;
  const grants: FieldGrant[] = [];
  const receivers = new Set<string>();
  const claims = new Set<string>();
  for (const need of guarded) {
    if (refusals.has(need.coordinate)) continue;
    const decision = decide(need, request);
    if (decision.refusal) {
      refusals.set(need.coordinate, decision.refusal);
      continue;
    }
    if (request.canRecord === false && isRecorded(need)) {
      refusals.set(need.coordinate, unrecorded(need));
      continue;
    }
    for (const grant of decision.grants) grants.push({ ...grant, field: need.coordinate });
    for (const feed of need.feeds) {
      const { plugin } = feed;
      const terms = request.canRecord === false ? null : claimGrant(feed, request);
      if (terms) {
        claims.add(plugin);
        grants.push({ coordinate: SUBJECT, choices: [terms], field: need.coordinate });
      }
      const release = request.versionOf(plugin) ?? request.policy?.plugin(plugin)?.release;
      receivers.add(release === undefined ? plugin : `${plugin}@${release}`);
    }
  }
  if (grants.length === 0 && receivers.size === 0) return NOTHING_SPECIAL;
  return { grants, receivers: [...receivers].sort(), claims };
}

/** What was shown of S3, S4 and I, to whom, under whose decisions. */
function evidenceOf(
  { operation, principal, purpose, policy, variables, canRecord, now, announced = null }: ExecutionRequest,
  standing: Standing | null,
  refusals: ReadonlyMap<string, Refusal>,
  { grants, claims }: Pick<Judgement, 'grants' | 'claims'>,
  { data, disclosed = null }: Pick<EngineResult, 'data' | 'disclosed'>,
): Evidence | null {
  if (canRecord !== true) return null;
  const shown = operation.guarded.filter(({ coordinate }) => !refusals.has(coordinate));
  // Nobody saw anything of an answer without data; what plugins were sent for it, they have.
  const coordinates = data === null ? [] : shown.filter(isRecorded).map(({ coordinate }) => coordinate);
  const feeds = shown.flatMap((need) => need.feeds);
  const claimed = feeds.filter(({ plugin }) => claims.has(plugin)).map(({ plugin }) => `${plugin}:${SUBJECT}`);
  const given = feeds.flatMap(({ plugin, given }) =>
    given.filter(({ needsGrant }) => needsGrant).map(({ coordinate }) => `${plugin}:${coordinate}`),
  );
  const receivers = claimed.length === 0 ? given : [...new Set([...given, ...claimed])];
  if (coordinates.length === 0 && receivers.length === 0) return null;
  const subjects = subjectsOf(principal, standing);
  const servingId = ({ choices }: FieldGrant): string | [] =>
    ((policy && grantServing(choices, subjects, policy, now)) ?? choices[0])?.id ?? [];
  return {
    principal,
    standing,
    purpose,
    organisation: policy?.app(principal.app)?.organisation ?? null,
    grants: grants.flatMap((grant) => (refusals.has(grant.field) ? [] : servingId(grant))),
    operation: operation.name,
    isMutation: operation.type === 'mutation',
    document: operation.digest,
    variables,
    coordinates,
    receivers,
    disclosed:
      claimed.length > 0 && principal.resident !== null ? withSubject(disclosed, principal.resident) : disclosed,
    announced,
  };
}

/** Evidence of two rounds of one operation: the later one says what was shown, both what plugins were sent. */
function together(sent: Evidence, later: Evidence | null): Evidence {
  if (!later) return sent;
  const subjects = [...(sent.disclosed?.subjects ?? []), ...(later.disclosed?.subjects ?? [])];
  return {
    ...later,
    grants: [...sent.grants, ...later.grants],
    receivers: [...sent.receivers, ...later.receivers],
    disclosed: { subjects: [...new Set(subjects)], rows: later.disclosed?.rows ?? 0 },
  };
}

const withSubject = (disclosed: Disclosed | null, key: string): Disclosed => ({
  subjects: [...new Set([...(disclosed?.subjects ?? []), key])],
  rows: disclosed?.rows ?? 0,
});

/** Refuses what somebody concerned has not consented to; answers whom vendors may be told of. */
function withConsent(
  { principal, policy, now }: ExecutionRequest,
  standing: Standing | null,
  grants: readonly FieldGrant[],
  refusals: Map<string, Refusal>,
): MayReceive | null {
  const used = grants.filter(({ field }) => !refusals.has(field));
  if (!policy || used.length === 0) return null;
  for (const refusal of consentRefusals(used, subjectsOf(principal, standing), policy, now)) {
    refusals.set(refusal.coordinate, refusal);
  }
  return receivingRule(used, policy, now);
}

/**
 * What government knows of the caller, when a department will need it to judge. If government does not answer, nobody
 * can judge: what is labelled beyond S1 is refused, and the rest is served.
 */
async function standingFor(
  { operation, principal, standing }: ExecutionRequest,
  refusals: Map<string, Refusal>,
): Promise<Standing | null> {
  const labelled = operation.guarded.filter((need) => isLabelled(need) && !refusals.has(need.coordinate));
  if (principal.subject === null || labelled.length === 0) return null;
  try {
    return await standing();
  } catch (error) {
    for (const need of labelled) refusals.set(need.coordinate, unjudged(need, error));
    return null;
  }
}

function unrecorded({ coordinate }: Need): Refusal {
  const message = 'Who sees it is recorded, and nothing can be recorded at the moment. Try again later.';
  return { coordinate, code: 'LEDGER_UNAVAILABLE', message };
}

function unjudged({ coordinate }: Need, error: unknown): Refusal {
  const message = 'The department government is not answering, and without it nobody can say whose data you may see.';
  return error instanceof CityGraphError && error.code !== 'DEPARTMENT_UNAVAILABLE' && error.code !== 'INTERNAL_ERROR'
    ? { coordinate, code: error.code, message: error.message }
    : { coordinate, code: 'DEPARTMENT_UNAVAILABLE', message };
}
