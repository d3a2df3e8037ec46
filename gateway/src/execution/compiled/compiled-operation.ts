import { type DocumentNode, type GraphQLObjectType, type GraphQLSchema, getOperationAST, Kind, visit } from 'graphql';
import { BoundedCache } from '../../operation/bounded-cache.ts';
import type { PlanNode } from '../../operation/planning/query-plan.ts';
import type { PairwiseTypes } from '../../policy/pairwise/read-pairwise.ts';
import type {
  Disclosed,
  EngineError,
  EngineOperation,
  EngineRequest,
  EngineResult,
  Executable,
  Receivers,
} from '../engine.ts';
import { introspectFields } from '../introspect-fields.ts';
import type { Boundaries } from './boundary/boundary.ts';
import { fieldCollector } from './collect-fields.ts';
import { compileCompletion } from './compile-completion.ts';
import { compilePlan, type RunPlan } from './compile-plan.ts';
import type { Completion } from './completion.ts';
import type { Data } from './data.ts';
import { mergeInto } from './merge-data.ts';
import { edgesSent } from './plan-edges.ts';
import type { PlannableDocument } from './plannable-document.ts';
import { receiversOf } from './receivers.ts';
import { MOST_LED, type Run } from './run.ts';
import type { SupergraphTypes } from './supergraph-types.ts';
import type { Place } from './walk-path.ts';

/** Completions are compiled for so many outcomes of an operation's conditions; others push the least used out. */
const OUTCOMES = 16;

export interface CompileOptions {
  readonly schema: GraphQLSchema;
  readonly types: SupergraphTypes;
  /** Named return types of the supergraph's fields. */
  readonly fields: ReadonlyMap<string, string>;
  readonly boundaries: Boundaries;
  readonly needsGrant: (coordinate: string) => boolean;
  readonly pairwise: PairwiseTypes;
  readonly plannable: PlannableDocument;
  /** One, or several for what cannot be planned together. null: there is nothing to fetch. */
  readonly plans: readonly (PlanNode | null)[];
  /** Bytes that the subgraphs' answers to one request may have together. */
  readonly maxBytes: number;
}

/** Everything about an operation that no request changes, as closures. */
export function compileOperation(
  { whole, refused, operationName, isEmpty }: EngineOperation,
  { schema, types, fields, boundaries, needsGrant, pairwise, plannable, plans, maxBytes }: CompileOptions,
): Executable {
  const definition = getOperationAST(whole, operationName);
  const root = definition && schema.getRootType(definition.operation);
  if (!definition || !root) throw new Error('An operation without a root type was to be compiled.');
  const steps = plans.flatMap((plan): RunPlan[] => (plan ? [compilePlan(plan, { types, fields, boundaries })] : []));
  const conditions = conditionVariables(whole);
  const declared = new Set((definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value));
  const outcomes = new BoundedCache<string, Outcome>(OUTCOMES);

  const outcomeFor = ({ coercedVariables }: EngineRequest): Outcome => {
    const key =
      conditions.length === 0 ? '' : conditions.map((name) => (coercedVariables[name] === true ? 1 : 0)).join('');
    let outcome = outcomes.get(key);
    if (!outcome) {
      outcome = compileOutcome((variable) => coercedVariables[variable] === true);
      outcomes.set(key, outcome);
    }
    return outcome;
  };

  const compileOutcome = (isTrue: (variable: string) => boolean): Outcome => {
    const positions: string[] = [];
    const collector = fieldCollector(schema, whole, isTrue);
    return {
      positions,
      rootKeys: collector(root as GraphQLObjectType, [definition.selectionSet])
        .filter(({ name, nodes }) => !name.startsWith('__') && nodes.some((node) => !refused.has(node)))
        .map(({ key }) => key),
      complete: compileCompletion(root, definition.selectionSet, {
        schema,
        collector,
        pairwise,
        refused,
        refusedPosition(path) {
          const key = path.join('.');
          const known = positions.indexOf(key);
          return known < 0 ? positions.push(key) - 1 : known;
        },
        sourceKey: plannable.sourceKey,
        introspect: (nodes, variables) => introspectFields(schema, whole, nodes, variables),
      }),
    };
  };

  return {
    receivers: together(
      undecided(receiversOf(plans, fields, types.objectsOf), boundaries, needsGrant),
      edgesSent(plans, {
        types,
        fields,
        isPairwise: (type) => pairwise.has(type),
        isVendor: (subgraph) => boundaries.has(subgraph),
      }),
    ),
    bytes:
      BYTES_PER_CHARACTER.document * (whole.loc?.end ?? 1_000) +
      BYTES_PER_CHARACTER.plan * JSON.stringify(plans).length,
    async execute(request) {
      const runs = steps.map(() => newRun(request, declared, plannable, maxBytes));
      if (steps.length === 1) await steps[0]?.(runs[0] as Run);
      else await Promise.all(steps.map((step, index) => step(runs[index] as Run)));
      const [first] = runs;
      const data: Data = first?.data ?? {};
      for (const { data: more } of runs.slice(1)) mergeInto(data, more);
      const outcome = outcomeFor(request);
      const errors = runs.length === 1 && first ? first.errors : runs.flatMap((run) => run.errors);
      if (steps.length === 0 && !isEmpty)
        for (const key of outcome.rootKeys) errors.push({ ...UNPLANNED, path: [key] });
      const disclosed = summed(runs.length === 1 && first ? first.disclosed : runs.flatMap((run) => run.disclosed));
      const result = { ...answer(outcome, data, errors, request, plannable), disclosed };
      // Nothing was asked, for all of it is refused: what is missing has its reason in the refusals.
      return isEmpty ? { ...result, errors: [] } : result;
    },
  };
}

/** What vendors are sent that somebody has to have decided about. */
function undecided(
  receivers: Receivers,
  boundaries: Boundaries,
  needsGrant: (coordinate: string) => boolean,
): Receivers {
  return new Map(
    [...receivers].flatMap(([subgraph, coordinates]) => {
      const needed = boundaries.has(subgraph) ? [...coordinates].filter(needsGrant) : [];
      return needed.length === 0 ? [] : [[subgraph, new Set(needed)] as const];
    }),
  );
}

function together(receivers: Receivers, more: Receivers): Receivers {
  if (more.size === 0) return receivers;
  const all = new Map(receivers);
  for (const [subgraph, coordinates] of more) {
    all.set(subgraph, new Set([...(all.get(subgraph) ?? []), ...coordinates]));
  }
  return all;
}

interface Outcome {
  /** Refused positions by number. */
  readonly positions: readonly string[];
  /** Response keys at the root that subgraphs answer. */
  readonly rootKeys: readonly string[];
  readonly complete: (data: Data, completion: Completion) => Data | null;
}

/** Measured: an operation's closures and selections by its text, its fetches by the plan's. */
const BYTES_PER_CHARACTER = { document: 20, plan: 28 };

function newRun(
  { variables, coercedVariables, dispatch, mayReceive = null, mayName = null }: EngineRequest,
  declared: ReadonlySet<string>,
  names: PlannableDocument,
  maxBytes: number,
): Run {
  return {
    data: {},
    variables: names.variables(onlyDeclared(variables, declared)),
    coercedVariables: names.variables(coercedVariables),
    dispatch,
    mayReceive,
    mayName,
    errors: [],
    disclosed: [],
    ledLeft: MOST_LED,
    bytesLeft: maxBytes,
    texts: new Map(),
  };
}

/** What else a client sends is nobody's: a subgraph may take it for a variable that the planner made. */
function onlyDeclared(
  variables: EngineRequest['variables'],
  declared: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(variables);
  if (names.every((name) => declared.has(name))) return variables;
  return Object.fromEntries(names.flatMap((name) => (declared.has(name) ? [[name, variables[name]]] : [])));
}

function answer(
  { complete, positions }: Outcome,
  data: Data,
  errors: readonly EngineError[],
  { coercedVariables, sealFor = null, mayLearn = null }: EngineRequest,
  { clientKey }: PlannableDocument,
): EngineResult {
  const completion: Completion = {
    path: [],
    flaws: [],
    explained: 0,
    refused: [],
    stood: new Set(),
    variables: coercedVariables,
    sealFor,
    mayLearn,
  };
  const completed = complete(data, completion);
  const said =
    errors.length === 0 ? errors : errors.map((error) => ({ ...error, path: renamed(error.path, clientKey) }));
  const unexplained = completion.flaws.length === 0 ? [] : completion.flaws.filter(isUnexplained(said));
  return {
    data: completed,
    errors: unexplained.length > 0 ? [...said, ...unexplained] : said,
    refused: new Map(positions.map((key, position) => [key, completion.refused[position] ?? 0])),
    stood: completion.stood,
  };
}

function summed(parts: readonly Disclosed[]): Disclosed | null {
  if (parts.length === 0) return null;
  const subjects = new Set(parts.flatMap((part) => part.subjects));
  const otherSide = new Set(parts.flatMap((part) => part.otherSide ?? []));
  return { subjects: [...subjects], otherSide: [...otherSide], rows: parts.reduce((sum, { rows }) => sum + rows, 0) };
}

const UNPLANNED = {
  message: 'No subgraph can answer this field.',
  code: 'INTERNAL_ERROR',
  count: 1,
} as const;

function renamed(path: Place, clientKey: (key: string) => string): Place {
  return path.map((key) => (typeof key === 'string' ? clientKey(key) : key));
}

/** Is nothing said at, above or below a place? List indices are left out: an error may stand for several places. */
function isUnexplained(said: readonly EngineError[]): (flaw: EngineError) => boolean {
  const ends = new Set<string>();
  const ways = new Set<string>();
  for (const { path } of said) {
    const steps = prefixes(path);
    ends.add(steps[steps.length - 1] ?? '');
    for (const step of steps) ways.add(step);
  }
  return ({ path }) => {
    const steps = prefixes(path);
    return !ways.has(steps[steps.length - 1] ?? '') && !steps.some((step) => ends.has(step));
  };
}

/** The response keys of a path as texts: none of them, the first, the first two and so on. */
function prefixes(path: Place): string[] {
  const steps = [''];
  for (const key of path) if (typeof key === 'string') steps.push(`${steps[steps.length - 1]}.${key}`);
  return steps;
}

/** Variables that decide what is part of the answer. */
function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: list }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of list ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}
