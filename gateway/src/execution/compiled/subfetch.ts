import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { Cost } from '../../operation/operation-cost.ts';
import type { FetchNode } from '../../operation/planning/query-plan.ts';
import type { ToldPerson } from '../engine.ts';
import { type ArgumentPersons, argumentPersons } from './boundary/argument-persons.ts';
import type { Boundaries } from './boundary/boundary.ts';
import { replySize } from './boundary/list-lengths.ts';
import { type Projection, projectionOf } from './boundary/project-reply.ts';
import { personsIn, sealed } from './boundary/seal-representation.ts';
import type { Data } from './data.ts';
import { type Represent, representationFor, representer } from './representations.ts';
import { renamedKeys, rewriter } from './rewrite-data.ts';
import type { SupergraphTypes } from './supergraph-types.ts';
import type { Spine } from './walk-path.ts';

/** A fetch of the plan, with everything about it that no request changes. */
export interface Subfetch {
  readonly subgraph: string;
  /** Where in the data it belongs; empty: the root. */
  readonly path: readonly string[];
  readonly isMutation: boolean;
  readonly query: string;
  readonly operationName: string | null;
  readonly operation: OperationDefinitionNode;
  readonly variables: readonly string[];
  /** null: it starts at a root type. */
  readonly represent: Represent | null;
  /** Response keys that it brings: where its failure shows. */
  readonly brings: readonly string[];
  readonly rewrite: ((value: unknown) => void) | null;
  readonly renamed: ReadonlyMap<string, string> | null;
  /** What is written below what it brings, by later fetches or by others beside it; null: nothing. */
  readonly spine: Spine | null;
  /** Behind which elements of `path` the same value may stand at several places. */
  readonly mayRepeat: readonly boolean[];
  /** The part of the spine that several fetches write with values of their own. */
  readonly overlaps: Spine | null;
  /** Fields that it asks for, at every depth. */
  readonly fields: number;
  /** Values that a vendor's reply to it may hold by its lists' lengths, of one entity where it asks about those. */
  readonly size: Cost;
  /** A client wrote something of what a vendor gets: arguments, or names of its own. */
  readonly isChosen: boolean;
  /** What it is read by when its subgraph is a vendor's; null: it is one of the city's. */
  readonly projection: Projection | null;
  /** Whom its arguments tell a vendor of; null: it is one of the city's. */
  readonly persons: ArgumentPersons | null;
  /** Whom a vendor would be told of by what it is sent for an object, by the departments' keys; `unknown`: it may be anybody. null: it is one of the city's, or sent no objects. */
  readonly personsOf: ((target: Data) => readonly ToldPerson[] | 'unknown') | null;
  /** It is a vendor's, and asked about what another vendor's reply led to: no department was asked whether the caller may have that. */
  readonly isLedByStranger: boolean;
  /** The objects that it is about are what a vendor's reply led to. */
  readonly isLedByVendor: boolean;
}

export type SpineAt = (path: readonly string[]) => Pick<Subfetch, 'spine' | 'overlaps' | 'mayRepeat'>;

/** What all fetches of a graph are compiled with. */
export interface FetchOptions {
  readonly types: SupergraphTypes;
  /** Named types of fields, by `Type.field`. */
  readonly fields: ReadonlyMap<string, string>;
  readonly boundaries: Boundaries;
}

export function subfetch(node: FetchNode, path: readonly string[], options: FetchOptions, spineAt: SpineAt): Subfetch {
  const { types, fields, boundaries } = options;
  const boundary = boundaries.get(node.serviceName);
  const named = operationOf(parse(node.operation, { noLocation: true }));
  // What clients call their operations is not for vendors: it may hold anything, and tells one app's from another's.
  const planned = boundary ? unnamed(named) : named;
  const root = ROOTS[planned.operation];
  const persons = boundary ? argumentPersons(planned, root, node.variableUsages ?? [], boundary) : null;
  const operation = persons?.operation ?? planned;
  const sealing = { fields, kindOf: types.kindOf };
  const seal = boundary && ((representation: Data, source: Data) => sealed(representation, source, boundary, sealing));
  const { requires } = node;
  return {
    subgraph: node.serviceName,
    path,
    isMutation: node.operationKind === 'mutation' && !node.requires,
    query: operation === named ? node.operation : stripIgnoredCharacters(print(operation)),
    operationName: boundary ? null : (node.operationName ?? null),
    operation,
    variables: node.variableUsages ?? [],
    represent: requires ? representer(requires, node.inputRewrites, types, seal) : null,
    brings: bringsOf(operation, node.requires !== undefined, renamedKeys(node.outputRewrites)),
    rewrite: rewriter(node.outputRewrites, types),
    renamed: renamedKeys(node.outputRewrites),
    fields: countFields(operation),
    size: boundary ? replySize(operation, root, boundary) : 1,
    isChosen: boundary !== undefined && isChosen(operation),
    projection: boundary ? projectionOf(operation, root, boundary) : null,
    persons,
    personsOf:
      boundary && requires
        ? (target) => {
            const sent = representationFor(target, requires, types);
            return sent === null ? [] : (personsIn(sent, target, boundary, sealing) ?? 'unknown');
          }
        : null,
    isLedByStranger: false,
    isLedByVendor: false,
    ...spineAt(path),
  };
}

/** The same fetches, knowing to which of them vendors led. */
export function ledByVendors(fetches: readonly Subfetch[]): Subfetch[] {
  return fetches.map((fetch) => {
    const leader = fetch.represent && leaderOf(fetch, fetches);
    if (!leader?.projection) return fetch;
    const isLedByStranger = fetch.personsOf !== null && leader.subgraph !== fetch.subgraph;
    return { ...fetch, isLedByStranger, isLedByVendor: true };
  });
}

/** Whose reply the objects of a fetch are in: the one nearest above it that brings the way to them. */
function leaderOf({ path }: Subfetch, fetches: readonly Subfetch[]): Subfetch | null {
  let leader: Subfetch | null = null;
  for (const other of fetches) {
    const depth = other.path.length;
    const next = path[depth];
    if (next === undefined || !other.brings.includes(next) || other.path.some((key, at) => key !== path[at])) continue;
    if (depth >= (leader?.path.length ?? 0)) leader = other;
  }
  return leader;
}

/** What a supergraph calls its root types. */
const ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('The planner made a fetch without an operation.');
  return operation;
}

function unnamed({ name: _, ...operation }: OperationDefinitionNode): OperationDefinitionNode {
  return operation;
}

/** The planner writes neither arguments nor aliases into what a vendor is asked, but for the representations. */
function isChosen(operation: OperationDefinitionNode): boolean {
  let isFound = false;
  visit(operation, {
    Field({ alias, arguments: list = [], name }) {
      if (alias || (list.length > 0 && name.value !== '_entities')) isFound = true;
    },
  });
  return isFound;
}

function countFields(operation: OperationDefinitionNode): number {
  let fields = 0;
  visit(operation, {
    Field() {
      fields += 1;
    },
  });
  return Math.max(1, fields);
}

function bringsOf(
  { selectionSet }: OperationDefinitionNode,
  isEntityFetch: boolean,
  renamed: ReadonlyMap<string, string> | null,
): string[] {
  const roots = isEntityFetch
    ? fieldsOf(selectionSet.selections).flatMap((field) => fieldsOf(field.selectionSet?.selections ?? []))
    : fieldsOf(selectionSet.selections);
  return [...new Set(roots.map(responseKey).map((key) => renamed?.get(key) ?? key))];
}

/** Fields of a selection, type conditions seen through. */
export function fieldsOf(selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet.selections);
    return selection.kind === Kind.FIELD && !selection.name.value.startsWith('__') ? [selection] : [];
  });
}

export const responseKey = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;
