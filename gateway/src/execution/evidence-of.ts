import type { Standing } from '@citygraph/contract';
import type { Evidence } from '../ledger/evidence.ts';
import { type FieldGrant, grantServing, subjectsOf } from '../policy/consent.ts';
import { type Guarded, isRecorded, isSensitive, type Need } from '../policy/need.ts';
import { SUBJECT } from '../policy/read-needs.ts';
import type { Decisions } from './decisions.ts';
import type { Disclosed, EngineResult } from './engine.ts';
import type { ExecutionRequest } from './execute-operation.ts';
import { shownBy } from './shown-by.ts';

/** Which vendors were in fact sent something. */
export interface Asked {
  /** Plugins, by what they were asked under. */
  readonly under: ReadonlyMap<Decisions, ReadonlySet<string>>;
  /** Keys of those whom they were told of. */
  readonly subjects: readonly string[];
  /** Keys of those whom none of them was told of: they did not consent, or somebody did not who would have been told of with them. */
  readonly withheld: ReadonlySet<string>;
}

export const NOBODY_ASKED: Asked = { under: new Map(), subjects: [], withheld: new Set() };

/** What was shown of S3, S4 and I, to whom, under whose decisions, and what vendors were sent for it; null: nothing that is recorded. */
export function evidenceOf(
  request: ExecutionRequest,
  standing: Standing | null,
  decided: Decisions,
  asked: Asked,
  { data, disclosed = null, stood }: Pick<EngineResult, 'data' | 'disclosed' | 'stood'>,
): Evidence | null {
  const { operation, principal, purpose, policy, variables, canRecord, announced = null } = request;
  if (canRecord !== true) return null;
  const selected = shownBy(request, decided);
  const isAsked = (plugin: string): boolean => [...asked.under.values()].some((plugins) => plugins.has(plugin));
  const shown = selected.filter((need) => isOfCity(need) || need.feeds.some(({ plugin }) => isAsked(plugin)));
  // Nobody saw anything of an answer without data; what plugins were sent for it, they have.
  const recorded = data === null ? [] : shown.filter(isRecorded).flatMap((need) => namesOf(need, stood));
  const coordinates = [...new Set(recorded)];
  const receivers = [...asked.under].flatMap(([under, plugins]) => receiversOf(shown, under, plugins));
  const isShownPersonal = data !== null && shown.some((need) => isOfCity(need) && isRecorded(need));
  if (coordinates.length === 0 && receivers.length === 0 && announced === null) return null;
  const isClaimed = [...asked.under].some(([{ claims }, plugins]) =>
    [...plugins].some((name) => claims.get(name)?.has(SUBJECT)),
  );
  const told = isClaimed && principal.resident !== null ? [...asked.subjects, principal.resident] : asked.subjects;
  return {
    principal,
    standing,
    purpose,
    organisation: policy?.app(principal.app)?.organisation ?? null,
    grants: [
      ...servingIds(request, standing, decided, shown, ({ choices: [terms] }) => !terms || 'app' in terms.grantee),
      ...[...asked.under].flatMap(([under, plugins]) =>
        servingIds(request, standing, under, shown, ({ choices: [terms] }) =>
          terms && 'plugin' in terms.grantee ? plugins.has(terms.grantee.plugin) : false,
        ),
      ),
    ],
    operation: operation.name,
    isMutation: operation.type === 'mutation',
    document: operation.digest,
    variables,
    coordinates,
    receivers: [...new Set(receivers)],
    disclosed: withSubjects(isShownPersonal ? disclosed : without(disclosed, asked.withheld), told),
    announced,
  };
}

/** Of an interface's field those of objects that stood for it: auditors look for what grants and the catalogue name. Where none did, or nobody knows, it stands for itself. */
function namesOf({ coordinate, standIns = [], feeds }: Need, stood: EngineResult['stood']): readonly string[] {
  const shown = standIns.filter((one) => stood?.has(one.coordinate.split('.')[0] ?? ''));
  if (shown.length === 0) return [coordinate];
  return shown.filter((one) => feeds.length > 0 || isSensitive(one)).map((one) => one.coordinate);
}

/** Departments may have shown it, whatever plugins were asked: of an interface's field, where something sensitive that is theirs may stand for it. */
const isOfCity = ({ feeds, standIns = [] }: Need): boolean =>
  feeds.length === 0 || standIns.some((one) => !one.isPlugins && isSensitive(one));

/** What departments showed for plugins alone, and plugins were not sent, nobody has seen. */
function without(disclosed: Disclosed | null, keys: ReadonlySet<string>): Disclosed | null {
  if (!disclosed || keys.size === 0) return disclosed;
  return { ...disclosed, subjects: disclosed.subjects.filter((key) => !keys.has(key)) };
}

/** `plugin:Type.field` of what needs a grant and these plugins were sent, what their tokens say of who asks included. */
function receiversOf(shown: readonly Need[], { claims }: Decisions, plugins: ReadonlySet<string>): string[] {
  return shown.flatMap(({ feeds }) =>
    feeds.flatMap(({ plugin, given }) => {
      if (!plugins.has(plugin)) return [];
      const sent = given.filter(({ needsGrant }) => needsGrant).map(({ coordinate }) => `${plugin}:${coordinate}`);
      return [...sent, ...[...(claims.get(plugin) ?? [])].map((coordinate) => `${plugin}:${coordinate}`)];
    }),
  );
}

function servingIds(
  request: ExecutionRequest,
  standing: Standing | null,
  { grants, policy }: Decisions,
  shown: readonly Guarded[],
  counts: (grant: FieldGrant) => boolean,
): string[] {
  const { now } = request;
  const ids = new Set(shown.map(({ id }) => id));
  const serving = policy && grantServing(subjectsOf(request, standing), policy, now);
  return grants
    .filter((grant) => ids.has(grant.id) && counts(grant))
    .flatMap(({ choices }) => (serving?.(choices) ?? choices[0])?.id ?? []);
}

function withSubjects(disclosed: Disclosed | null, keys: readonly string[]): Disclosed | null {
  if (keys.length === 0) return disclosed;
  return {
    ...disclosed,
    subjects: [...new Set([...(disclosed?.subjects ?? []), ...keys])],
    rows: disclosed?.rows ?? 0,
  };
}

/** Evidence of two rounds of one operation: the later one says what was shown, both what plugins were sent. */
export function together(sent: Evidence, later: Evidence | null): Evidence {
  if (!later) return sent;
  const both = (of: 'subjects' | 'otherSide'): string[] => [
    ...new Set([...(sent.disclosed?.[of] ?? []), ...(later.disclosed?.[of] ?? [])]),
  ];
  return {
    ...later,
    grants: [...sent.grants, ...later.grants],
    receivers: [...sent.receivers, ...later.receivers],
    disclosed: { subjects: both('subjects'), otherSide: both('otherSide'), rows: later.disclosed?.rows ?? 0 },
  };
}
