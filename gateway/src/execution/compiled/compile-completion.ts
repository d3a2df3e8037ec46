import {
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { PairwiseTypes } from '../../policy/pairwise/read-pairwise.ts';
import type { CollectedField, FieldCollector } from './collect-fields.ts';
import { type IsLeaf, leafCheck } from './complete-leaf.ts';
import { BUBBLE, type Complete, type Completion, flaw, settled, withheld } from './completion.ts';
import { type Data, isData, isLedTo, isPeculiar, ownValue } from './data.ts';

export interface CompletionOptions {
  readonly schema: GraphQLSchema;
  readonly collector: FieldCollector;
  /** Keys that differ by caller. */
  readonly pairwise: PairwiseTypes;
  /** Fields that become null, at every place where they are in the document. */
  readonly refused: ReadonlySet<FieldNode>;
  /** Number of a refused position, by its response keys. */
  readonly refusedPosition: (path: readonly string[]) => number;
  /** What the planned document calls a response key of this field. */
  readonly sourceKey: (field: string, responseKey: string) => string;
  /** Answers `__schema` and `__type`. */
  readonly introspect: (nodes: readonly FieldNode[], variables: Readonly<Record<string, unknown>>) => unknown;
}

/** A field of an object, ready to be completed. */
interface FieldStep {
  readonly key: string;
  readonly source: string;
  readonly isPeculiar: boolean;
  /** The type whose key it is, where that differs by caller; null: it is no such key. */
  readonly keyOf: string | null;
  readonly complete: Complete;
}

/** Closures that turn fetched data into the answer of one selection; made when they are first needed. */
export function compileCompletion(
  root: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  options: CompletionOptions,
): (data: Data, completion: Completion) => Data | null {
  const fields = fieldSteps(root, [selectionSet], [], options);
  return (data, completion) => {
    const result = completeFields(fields, data, completion, 0);
    return result === BUBBLE ? null : (result as Data);
  };
}

function fieldSteps(
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
  path: readonly string[],
  options: CompletionOptions,
): FieldStep[] {
  return options.collector(type, selectionSets).map((field) => fieldStep(type, field, path, options));
}

function fieldStep(
  type: GraphQLCompositeType,
  { key, name, nodes, definition }: CollectedField,
  path: readonly string[],
  options: CompletionOptions,
): FieldStep {
  const step = (complete: Complete, source = key, keyOf: string | null = null): FieldStep => ({
    key,
    source,
    keyOf,
    isPeculiar: isPeculiar(key) || isPeculiar(source),
    complete,
  });
  if (name === '__typename') {
    // An interface that is all that is known of an object has no name to tell.
    if (isObjectType(type)) return step(() => type.name);
    return step((_, completion, depth) => {
      flaw(completion, depth, `No subgraph says which ${type.name} this is.`);
      return BUBBLE;
    });
  }
  if (name === '__schema' || name === '__type') {
    return step((_, { variables }) => options.introspect(nodes, variables));
  }
  const here = [...path, key];
  // One of several nodes may be refused, under an interface's name, and the others not.
  const granted = options.refused.size === 0 ? nodes : nodes.filter((node) => !options.refused.has(node));
  if (granted.length === 0) {
    const position = options.refusedPosition(here);
    const instead = isNonNullType(definition.type) ? BUBBLE : null;
    return step((_, { refused }) => {
      refused[position] = (refused[position] ?? 0) + 1;
      return instead;
    });
  }
  const below = granted.flatMap(({ selectionSet }) => selectionSet ?? []);
  const complete = valueStep(definition.type, below, here, options);
  const isPairwise = options.pairwise.get(type.name)?.has(name) ?? false;
  const source = options.sourceKey(name, key);
  return isPairwise ? step(keyStep(type.name, complete), source, type.name) : step(complete, source);
}

/** A key that the caller may know by another name. */
function keyStep(type: string, complete: Complete): Complete {
  return (value, completion, depth) => {
    const key = complete(value, completion, depth);
    return completion.sealFor !== null && typeof key === 'string' ? completion.sealFor(type, key) : key;
  };
}

function valueStep(
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
  path: readonly string[],
  options: CompletionOptions,
): Complete {
  if (isNonNullType(type)) return nonNull(valueStep(type.ofType, selectionSets, path, options));
  if (isListType(type)) return list(valueStep(type.ofType, selectionSets, path, options));
  if (isObjectType(type)) return object(type, selectionSets, path, options);
  if (isCompositeType(type)) return abstract(type, selectionSets, path, options);
  const isLeaf = leafCheck(type);
  if (!isLeaf) return (value) => value ?? null;
  if (type.name === 'ID') return idStep(isLeaf);
  return (value, completion, depth) =>
    isLeaf(value)
      ? value
      : value === null || value === undefined
        ? null
        : flaw(completion, depth, `A subgraph gave a value that is no ${type.name}.`);
}

/** An ID is told as a string, also by subgraphs whose keys are numbers (specification §3.5.5). */
function idStep(isLeaf: IsLeaf): Complete {
  return (value, completion, depth) => {
    if (typeof value === 'string') return value;
    if (value === null || value === undefined) return null;
    return isLeaf(value) ? String(value) : flaw(completion, depth, 'A subgraph gave a value that is no ID.');
  };
}

function nonNull(complete: Complete): Complete {
  return (value, completion, depth) => {
    const { explained } = completion;
    const completed = complete(value, completion, depth);
    if (completed !== null) return completed;
    if (completion.explained === explained) flaw(completion, depth, 'A subgraph gave null where none may be.');
    return BUBBLE;
  };
}

function list(complete: Complete): Complete {
  return (value, completion, depth) => {
    if (!Array.isArray(value)) {
      return value === null || value === undefined
        ? null
        : flaw(completion, depth, 'A subgraph gave no list where one must be.');
    }
    const { length } = value;
    const { path } = completion;
    const completed: unknown[] = new Array(length);
    for (let index = 0; index < length; index += 1) {
      path[depth] = index;
      const element = complete(value[index], completion, depth + 1);
      if (element === BUBBLE) return settled(completion);
      completed[index] = element;
    }
    return completed;
  };
}

function object(
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
  path: readonly string[],
  options: CompletionOptions,
): Complete {
  let fields: readonly FieldStep[] | null = null;
  return (value, completion, depth) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return value === null || value === undefined
        ? null
        : flaw(completion, depth, 'A subgraph gave no object where one must be.');
    }
    const { __typename } = value as Data;
    if (__typename !== undefined && __typename !== type.name) {
      return flaw(completion, depth, 'A subgraph gave an object of another type than was asked for.');
    }
    fields ??= fieldSteps(type, selectionSets, path, options);
    const completed = completeFields(fields, value as Data, completion, depth);
    return completed === BUBBLE ? settled(completion) : completed;
  };
}

function abstract(
  type: GraphQLAbstractType,
  selectionSets: readonly SelectionSetNode[],
  path: readonly string[],
  options: CompletionOptions,
): Complete {
  const byType = new Map<string, readonly FieldStep[] | null>();
  const stepsFor = (typename: string): readonly FieldStep[] | null => {
    const known = byType.get(typename);
    if (known !== undefined) return known;
    const runtime = options.schema.getType(typename);
    // An interface of which a subgraph knows no more than its own fields (`@interfaceObject`) stands for itself.
    const steps =
      isCompositeType(runtime) &&
      (runtime === type || (isObjectType(runtime) && options.schema.isSubType(type, runtime)))
        ? fieldSteps(runtime, selectionSets, path, options)
        : null;
    // Names that are no types are a subgraph's to invent: they are not kept.
    if (runtime) byType.set(typename, steps);
    return steps;
  };
  return (value, completion, depth) => {
    if (!isData(value)) {
      return value === null || value === undefined
        ? null
        : flaw(completion, depth, 'A subgraph gave no object where one must be.');
    }
    const { __typename } = value;
    // To the subgraph of an interface object that is a type without further names.
    const name = __typename === undefined && isInterfaceType(type) ? type.name : __typename;
    const fields = typeof name === 'string' ? stepsFor(name) : null;
    if (!fields) return flaw(completion, depth, `A subgraph gave an object that is no ${type.name}.`);
    if (typeof name === 'string') completion.stood.add(name);
    const completed = completeFields(fields, value, completion, depth);
    return completed === BUBBLE ? settled(completion) : completed;
  };
}

function completeFields(fields: readonly FieldStep[], source: Data, completion: Completion, depth: number): unknown {
  const { path } = completion;
  const completed: Data = {};
  for (const field of fields) {
    path[depth] = field.key;
    const given = field.isPeculiar ? ownValue(source, field.source) : source[field.source];
    const isTold = field.keyOf === null || mayTell(field.keyOf, given, source, completion);
    const value = isTold
      ? field.complete(given, completion, depth + 1)
      : withheld(field.complete, completion, depth + 1);
    if (value === BUBBLE) return BUBBLE;
    if (field.isPeculiar) define(completed, field.key, value);
    else completed[field.key] = value;
  }
  return completed;
}

/** A key that a vendor alone has said is translated for nobody who may not name whose it is: two vendors' ids would be one person's to whoever asks both. */
function mayTell(type: string, key: unknown, source: Data, { mayLearn }: Completion): boolean {
  if (mayLearn === null || key === null || key === undefined || !isLedTo(source)) return true;
  return mayLearn(type, String(key));
}

function define(data: Data, key: string, value: unknown): void {
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}
