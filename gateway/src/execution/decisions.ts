import type { Standing } from '@citygraph/contract';
import type { PolicyInForce } from '../policy/bundle/policy-in-force.ts';
import {
  consentRefusals,
  type FieldGrant,
  type MayReceive,
  receivingRule,
  subjectsOf,
  withheldRefusals,
} from '../policy/consent.ts';
import { claimGrant, decide } from '../policy/decide.ts';
import { residentsIn } from '../policy/naming.ts';
import { type Feeding, isRecorded, type Need } from '../policy/need.ts';
import type { Refusal } from '../policy/refusal.ts';
import type { Dispatch, Receivers } from './engine.ts';
import type { ExecutionRequest } from './execute-operation.ts';

/** What one policy says of everything that an operation asks for. */
export interface Decisions {
  readonly policy: PolicyInForce | null;
  /** By id of what the operation is guarded for. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** What is served under somebody's decision. */
  readonly grants: readonly FieldGrant[];
  /** Vendors that are asked, with the coordinates that each may be sent for it. */
  readonly plugins: ReadonlyMap<string, ReadonlySet<string>>;
  /** By plugin: what its token may say of who asks, as coordinates. */
  readonly claims: Claims;
  /** null: no vendor's grant asks for consent. */
  readonly mayReceive: MayReceive | null;
}

/** What plugins' tokens may say of who asks: `SUBJECT`, `TENANT`; a plugin that is not here is told nothing. */
export type Claims = ReadonlyMap<string, ReadonlySet<string>>;

/** What plugins' tokens say besides the purpose. */
export interface Told {
  readonly claims: Claims;
  /** By plugin: coordinates of others' data that it was granted and is sent for this operation. */
  readonly granted: ReadonlyMap<string, readonly string[]>;
}

const NOBODY_GRANTED: Told['granted'] = new Map();

export function toldBy({ claims, grants, refusals }: Pick<Decisions, 'claims' | 'grants' | 'refusals'>): Told {
  if (grants.length === 0) return { claims, granted: NOBODY_GRANTED };
  const granted = new Map<string, Set<string>>();
  for (const { id, coordinate, choices } of grants) {
    const grantee = choices[0]?.grantee;
    if (!grantee || !('plugin' in grantee) || refusals.has(id)) continue;
    granted.set(grantee.plugin, (granted.get(grantee.plugin) ?? new Set()).add(coordinate));
  }
  return { claims, granted: new Map([...granted].map(([plugin, all]) => [plugin, [...all].sort()])) };
}

const NO_RECEIVERS: readonly string[] = [];

/** `plugin@release:Type.field` of what plugins are sent under grants: departments are told where their data goes on to. */
export function receiversOf(
  { granted }: Told,
  { policy }: Pick<Decisions, 'policy'>,
  versionOf: (plugin: string) => string | null,
): readonly string[] {
  if (granted.size === 0) return NO_RECEIVERS;
  return [...granted]
    .flatMap(([plugin, coordinates]) => {
      const release = versionOf(plugin) ?? policy?.plugin(plugin)?.release;
      const name = release === undefined ? plugin : `${plugin}@${release}`;
      return coordinates.map((coordinate) => `${name}:${coordinate}`);
    })
    .sort();
}

const NO_CLAIMS: Feeding['claims'] = [];

type Judgement = Pick<Decisions, 'grants' | 'plugins' | 'claims'>;

const NOTHING_SPECIAL: Judgement = { grants: [], plugins: new Map(), claims: new Map() };

/** Decides about everything that is not open to everybody; notes what is refused. */
export function judge(request: ExecutionRequest, refusals: Map<string, Refusal>): Judgement {
  const { guarded } = request.operation;
  if (guarded.length === 0) return NOTHING_SPECIAL;
  const grants: FieldGrant[] = [];
  const plugins = new Map<string, Set<string>>();
  const claims = new Map<string, Set<string>>();
  for (const need of guarded) {
    const { id, coordinate: field } = need;
    if (refusals.has(id)) continue;
    const decision = decide(need, request);
    if (decision.refusal) {
      refusals.set(id, decision.refusal);
      continue;
    }
    if (request.canRecord === false && isRecorded(need)) {
      refusals.set(id, unrecorded(need));
      continue;
    }
    for (const grant of decision.grants) grants.push({ ...grant, id, field });
    for (const feed of need.feeds) {
      const { plugin } = feed;
      for (const claim of request.canRecord === false ? NO_CLAIMS : feed.claims) {
        const { coordinate } = claim;
        const terms = claimGrant(plugin, claim, request);
        if (!terms) continue;
        claims.set(plugin, (claims.get(plugin) ?? new Set()).add(coordinate));
        grants.push({ coordinate, choices: [terms], id, field });
      }
      const sent = plugins.get(plugin) ?? new Set();
      for (const { coordinate } of feed.given) sent.add(coordinate);
      plugins.set(plugin, sent);
    }
  }
  return grants.length === 0 && plugins.size === 0 ? NOTHING_SPECIAL : { grants, plugins, claims };
}

/** Keeps vendors from what the plan would send them beyond what was decided: in a graph that was put together by hand, the way to one may lead through another. */
export function withoutUndecided(
  dispatch: Dispatch,
  receivers: Receivers | null,
  { plugins }: Pick<Decisions, 'plugins'>,
): Dispatch {
  if (!receivers || receivers.size === 0) return dispatch;
  const undecided = new Map<string, string>();
  for (const [plugin, coordinates] of receivers) {
    const decided = plugins.get(plugin);
    const more = [...coordinates].find((coordinate) => !decided?.has(coordinate));
    if (more !== undefined) undecided.set(plugin, more);
  }
  if (undecided.size === 0) return dispatch;
  return async (subgraph, request) => {
    const coordinate = undecided.get(subgraph);
    if (coordinate === undefined) return dispatch(subgraph, request);
    const message = `The plugin ${subgraph} would have to be sent ${coordinate} on the way, and nobody granted it that for this.`;
    return { data: null, errors: [{ message, code: 'GRANT_REQUIRED', path: null }], bytes: 0, isShared: false };
  };
}

/** Refuses what somebody concerned has not consented to; answers whom vendors may be told of. */
export function withConsent(
  request: ExecutionRequest,
  standing: Standing | null,
  grants: readonly FieldGrant[],
  refusals: Map<string, Refusal>,
): MayReceive | null {
  const { policy, now } = request;
  const used = grants.filter(({ id }) => !refusals.has(id));
  if (!policy || used.length === 0) return null;
  const asking = subjectsOf(request, standing);
  for (const [id, refusal] of consentRefusals(used, asking, policy, now)) refusals.set(id, refusal);
  // A query is judged again by whose data comes; what a mutation did is done.
  const named = request.operation.type === 'mutation' ? residentsIn(request.variables) : [];
  for (const [id, refusal] of withheldRefusals(used, named, policy, now)) refusals.set(id, refusal);
  return receivingRule(used, policy, now);
}

/** Milliseconds after which decisions are taken anew: grants and consents end while an operation runs. */
const GOOD_FOR_MS = 1_000;

/** Whether what was decided at a moment still holds under the policy in force now, as far as a look tells. */
export const holds = (decided: Decisions, policy: PolicyInForce | null, since: number, now: number): boolean =>
  policy === decided.policy && now - since < GOOD_FOR_MS;

/** What another policy, or a later moment, says of what was not refused before. No plugin is told more of who asks than it was then. */
export function decideAgain(
  request: ExecutionRequest,
  policy: PolicyInForce | null,
  standing: Standing | null,
  before: Decisions,
): Decisions {
  const refusals = new Map(before.refusals);
  const now = { ...request, policy, now: Date.now() };
  const { grants, plugins, claims } = judge(now, refusals);
  const mayReceive = withConsent(now, standing, grants, refusals);
  return { policy, refusals, grants, plugins, claims: inBoth(claims, before.claims), mayReceive };
}

function inBoth(claims: Claims, others: Claims): Claims {
  const common = [...claims].map(
    ([plugin, said]) => [plugin, new Set([...said].filter((one) => others.get(plugin)?.has(one)))] as const,
  );
  return new Map(common.filter(([, said]) => said.size > 0));
}

function unrecorded({ coordinate }: Need): Refusal {
  return { coordinate, code: 'LEDGER_UNAVAILABLE', message: UNRECORDED };
}

export const UNRECORDED = 'Who sees it is recorded, and nothing can be recorded at the moment. Try again later.';
