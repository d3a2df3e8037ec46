import { CityGraphError, type Principal, type Purpose, type Standing, type Viewer } from '@citygraph/contract';
import type { Evidence } from '../ledger/evidence.ts';
import { coordinateAt } from '../operation/coordinate-at.ts';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import type { PolicyInForce } from '../policy/bundle/policy-in-force.ts';
import { type FieldGrant, withheldRefusals } from '../policy/consent.ts';
import { isOfThirdParty } from '../policy/decide.ts';
import { mayLeadToPeople, mayNamePeople, namingRule } from '../policy/naming.ts';
import { isLabelled, type Need } from '../policy/need.ts';
import type { AppIds } from '../policy/pairwise/app-ids.ts';
import type { Refusal } from '../policy/refusal.ts';
import type { Variant } from '../policy/variant.ts';
import { isPlannedBeside, variantOf, wholeOf } from '../policy/variant-of.ts';
import { type Decisions, decideAgain, holds, judge, type Told, withConsent, withoutUndecided } from './decisions.ts';
import type { Dispatch, Engine } from './engine.ts';
import { evidenceOf, NOBODY_ASKED, together } from './evidence-of.ts';
import { executableOf } from './executable-of.ts';
import { guardVendors } from './guard-vendors.ts';
import { type AnswerError, mergeErrors } from './merge-errors.ts';
import { shownBy } from './shown-by.ts';

export interface ExecutionRequest {
  readonly operation: ReadyOperation;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** With defaults and input coercion: what `@skip` and `@include` go by. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  /** Whose turn it is when plans have to wait; default the hub's. */
  readonly account?: string;
  /** Pays for a plan beside the first of the operation. Rejects when whoever asks cannot. */
  readonly payPlan?: () => Promise<void>;
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  readonly mayTouchSensitive: boolean;
  /** null: nobody has decided anything about third parties. */
  readonly policy: PolicyInForce | null;
  /** What is in force by now: another object when anything was decided since. */
  readonly policyNow: () => PolicyInForce | null;
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
  /** Digest of a plugin's release that would be asked; null: the graph does not say. */
  readonly releaseOf: (plugin: string) => string | null;
  /** Vendors and developers try things out: nobody need have subscribed. */
  readonly isSandbox: boolean;
  /** Page on which apps subscribe, `{plugin}` for the plugin's name; null: there is none. */
  readonly subscribeAt: string | null;
  /** By what ids the caller's app knows people; null: by the departments'. */
  readonly ids: AppIds | null;
  /** Asked only when the operation touches what is labelled beyond S1, or may name somebody to a vendor. */
  readonly standing: () => Promise<Standing | null>;
  readonly engine: Engine;
  /** Sends to subgraphs in the name of this viewer, as it was decided under this policy. */
  readonly dispatchAs: (viewer: Viewer, told: Told, policy: PolicyInForce | null) => Dispatch;
  /** What was fetched before and turned out to be somebody's who has not consented, by its id. */
  readonly withheld?: ReadonlyMap<string, Refusal>;
}

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly AnswerError[];
  /** What must be recorded before it leaves; null: nothing. */
  readonly evidence: Evidence | null;
  /** What was left of the operation; left out: all of it. */
  readonly served?: Variant;
}

/** Decide, then fetch, then complete. Nothing is asked of any subgraph that the caller may not have. */
export async function executeOperation(request: ExecutionRequest): Promise<Answer> {
  const { operation, principal, purpose, variables, coercedVariables, engine, policy, policyNow, ids } = request;
  const refusals = new Map(request.withheld);
  const judged = judge(request, refusals);
  const standing = operation.guarded.length === 0 ? null : await standingFor(request, refusals);
  const consented = judged.grants.length === 0 ? null : withConsent(request, standing, judged.grants, refusals);
  const decided: Decisions = { ...judged, policy, refusals, mayReceive: consented };
  const guard = judged.plugins.size === 0 ? null : guardVendors({ request, standing, decided });

  const variant = refusals.size === 0 ? wholeOf(operation) : variantOf(operation, [...refusals.keys()]);
  if (isPlannedBeside(operation, variant)) await request.payPlan?.();
  const prepared = executableOf(variant, engine, request.account);
  const executable = prepared instanceof Promise ? await prepared : prepared;
  const viewer: Viewer = { principal, standing, purpose, receivers: [] };
  const { dispatch: send, mayReceive } = guard ?? {
    dispatch: request.dispatchAs(viewer, NOBODY_TOLD, policy),
    mayReceive: null,
  };
  const dispatch = withoutUndecided(send, executable.receivers, judged);
  const sealFor = ids?.seal ?? null;
  const rule = namingRule({ ...request, standing });
  const mayName = guard ? rule : null;
  const mayLearn = rule ?? NOBODY;
  const result = await executable.execute({
    variables,
    coercedVariables,
    dispatch,
    mayReceive,
    mayName,
    mayLearn,
    sealFor,
  });
  const isQuery = operation.type !== 'mutation';
  if (isQuery && guard?.isUnrecorded()) return executeOperation({ ...request, policy: policyNow(), canRecord: false });

  const announced = guard ? guard.announced() : (request.announced ?? null);
  const asked = guard?.asked() ?? NOBODY_ASKED;
  const evidence = evidenceOf({ ...request, announced }, standing, decided, asked, result);
  const later = holds(decided, policyNow(), request.now, Date.now())
    ? decided
    : decideAgain(request, policyNow(), standing, decided);
  const lost = later === decided ? [] : lostMeanwhile(request, decided, later);
  if (isQuery && (lost.length > 0 || guard?.hasRefused())) {
    return answeredAgain({ ...request, policy: later.policy, announced }, evidence);
  }
  const [first] = lost;
  if (first) return { data: null, errors: [doneUnseen(first)], evidence: onlyDone(evidence) };
  const concerned = [...(result.disclosed?.subjects ?? []), ...asked.subjects];
  const withheld = withheldFrom({ ...request, policy: later.policy }, decided, later.grants, concerned);
  if (withheld.size > 0) {
    if (!isQuery) return { data: null, errors: [DONE_WITHHELD], evidence: onlyDone(evidence) };
    const all = new Map([...(request.withheld ?? []), ...withheld]);
    return answeredAgain({ ...request, policy: later.policy, announced, withheld: all }, evidence);
  }

  const merged = result.errors.length === 0 ? [] : mergeErrors(result.errors, (keys) => coordinateAt(operation, keys));
  const errors = ids ? merged.map((error) => ({ ...error, message: ids.tell(error.message) })) : merged;
  if (refusals.size === 0) return { data: result.data, errors, evidence };
  const refused = new Map<string, AnswerError>();
  for (const { path, coordinate, by, conditions } of variant.positions) {
    const refusal = refusals.get(by);
    if (!refusal || conditions.some(({ variable, wanted }) => coercedVariables[variable] !== wanted)) continue;
    const count = Math.max(1, result.refused.get(path.join('.')) ?? 0);
    const { code, message, link } = refusal;
    const extensions = { code, coordinate, count, ...(link !== undefined && { link }) };
    refused.set(JSON.stringify([path, coordinate]), { message, path, extensions });
  }
  return { data: result.data, errors: [...refused.values(), ...errors], evidence, served: variant };
}

const NOBODY = (): boolean => false;

/** No plugin is asked. */
const NOBODY_TOLD: Told = { claims: new Map(), granted: new Map() };

/** What a third party's app was about to be shown, and may not have any more under the policy in force now. */
function lostMeanwhile(request: ExecutionRequest, decided: Decisions, later: Decisions): readonly Refusal[] {
  const { principal } = request;
  const isOfStranger = [decided, later].some(({ policy }) => isOfThirdParty({ principal, policy }));
  if (!isOfStranger) return [];
  return shownBy(request, decided).flatMap(({ id }) => later.refusals.get(id) ?? []);
}

/** What an app must not be shown after all: whose it is was not known before departments showed it, or a plugin was asked about them. */
function withheldFrom(
  { policy, now }: ExecutionRequest,
  { refusals }: Decisions,
  grants: readonly FieldGrant[],
  concerned: readonly string[],
): ReadonlyMap<string, Refusal> {
  if (!policy || grants.length === 0) return new Map();
  const used = grants.filter(({ id }) => !refusals.has(id));
  return withheldRefusals(used, concerned, policy, now);
}

/** A query is answered once more. What plugins were sent is evidence already. */
async function answeredAgain(request: ExecutionRequest, before: Evidence | null): Promise<Answer> {
  const sent = onlySent(before);
  const answer = await executeOperation({ ...request, now: Date.now() });
  return sent ? { ...answer, evidence: together(sent, answer.evidence) } : answer;
}

const onlySent = (evidence: Evidence | null): Evidence | null =>
  evidence && (evidence.receivers.length > 0 || evidence.announced !== null) ? { ...evidence, coordinates: [] } : null;

/** Nothing of what a mutation brought is shown; that it was made is evidence, and so is what plugins were sent. */
function onlyDone(evidence: Evidence | null): Evidence | null {
  const acts = evidence?.coordinates.filter((coordinate) => coordinate.startsWith('Mutation.')) ?? [];
  return evidence && acts.length > 0 ? { ...evidence, coordinates: acts } : onlySent(evidence);
}

const DONE_WITHHELD: AnswerError = {
  message: 'The change was made, but its result is about somebody who has not consented to this app.',
  extensions: { code: 'CONSENT_REQUIRED', count: 1 },
};

const doneUnseen = ({ code, message }: Refusal): AnswerError => ({
  message: `The change was made, but its result may not be shown to this app any more. ${message}`,
  extensions: { code, count: 1 },
});

/**
 * What government knows of the caller, when a department will need it to judge, or the hub whom they may name to a vendor. If government does not answer, nobody
 * can judge: what is labelled beyond S1 or may name somebody is refused, and the rest is served.
 */
async function standingFor(
  { operation, principal, standing }: ExecutionRequest,
  refusals: Map<string, Refusal>,
): Promise<Standing | null> {
  const judged = operation.guarded.filter(
    (need) => (isLabelled(need) || mayNamePeople(need)) && !refusals.has(need.id),
  );
  if (principal.subject === null) return null;
  const isLed = operation.guarded.some((need) => mayLeadToPeople(need) && !refusals.has(need.id));
  if (judged.length === 0 && !isLed) return null;
  try {
    return await standing();
  } catch (error) {
    for (const need of judged) refusals.set(need.id, unjudged(need, error));
    return null;
  }
}

function unjudged({ coordinate }: Need, error: unknown): Refusal {
  const message = 'The department government is not answering, and without it nobody can say whose data you may see.';
  return error instanceof CityGraphError && error.code !== 'DEPARTMENT_UNAVAILABLE' && error.code !== 'INTERNAL_ERROR'
    ? { coordinate, code: error.code, message: error.message }
    : { coordinate, code: 'DEPARTMENT_UNAVAILABLE', message };
}
