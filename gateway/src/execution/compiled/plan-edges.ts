import { Kind, parse, type SelectionNode } from 'graphql';
import type { FetchNode, PlanNode, RequiredSelection } from '../../operation/planning/query-plan.ts';
import { type Edges, edgesFor, follow, joined, NO_EDGES } from '../../policy/personal-edges.ts';
import type { Receivers } from '../engine.ts';
import { renamedKeys } from './rewrite-data.ts';
import { responseKey } from './subfetch.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

export interface PlanEdgesOptions {
  readonly types: Pick<SupergraphTypes, 'objectsOf'>;
  /** Named types of fields, by `Type.field`. */
  readonly fields: ReadonlyMap<string, string>;
  isPairwise(type: string): boolean;
  isVendor(subgraph: string): boolean;
}

/**
 * By vendor: the edges behind which these plans have it sent the keys of things. The policy reads the same from the operation; a plan may ask one plugin on the way to what another one
 * requires, and nobody decided about that.
 */
export function edgesSent(plans: readonly (PlanNode | null)[], options: PlanEdgesOptions): Receivers {
  const fetches = plans.flatMap((plan) => (plan ? fetchesOf(plan, []) : []));
  const told = fetches.filter(({ node }) => options.isVendor(node.serviceName) && isSentThings(node.requires, options));
  if (told.length === 0) return new Map();
  const fieldsAt = new Map<string, Selected[]>();
  for (const { node, path } of fetches) {
    for (const selected of selectedBy(node, options)) {
      const at = JSON.stringify([...path, ...selected.path]);
      fieldsAt.set(at, [...(fieldsAt.get(at) ?? []), selected]);
    }
  }
  const edgesAt = (path: readonly string[]): Edges => {
    let edges = NO_EDGES;
    for (let depth = 1; depth <= path.length; depth += 1) {
      const selected = fieldsAt.get(JSON.stringify(path.slice(0, depth))) ?? [];
      const before = edges;
      const ways = selected.flatMap(({ objects, field, vendor }) =>
        objects.map((object) => follow(before, object, field, options, vendor)),
      );
      if (ways.length > 0) edges = joined(ways);
    }
    return edges;
  };
  const sent = new Map<string, ReadonlySet<string>>();
  for (const { node, path } of told) {
    const edges = edgesFor(node.serviceName, edgesAt(path));
    if (edges.length > 0) sent.set(node.serviceName, new Set([...(sent.get(node.serviceName) ?? []), ...edges]));
  }
  return sent;
}

/** A fetch and the response keys that lead to its objects; lists are seen through. */
interface Placed {
  readonly node: FetchNode;
  readonly path: readonly string[];
}

function fetchesOf(node: PlanNode, path: readonly string[]): Placed[] {
  switch (node.kind) {
    case 'Fetch':
      return [{ node, path }];
    case 'Flatten':
      return fetchesOf(node.node, [...path, ...node.path.filter((key) => key !== '@')]);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((clause) => (clause ? fetchesOf(clause, path) : []));
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((child) => fetchesOf(child, path));
  }
}

/** A field that a fetch asks for and that leads on. */
interface Selected {
  /** Response keys from the fetch's objects, the field's own last. */
  readonly path: readonly string[];
  readonly objects: readonly string[];
  readonly field: string;
  /** null: a department answers it. */
  readonly vendor: string | null;
}

function selectedBy(node: FetchNode, { types, fields, isVendor }: PlanEdgesOptions): Selected[] {
  const found: Selected[] = [];
  const vendor = isVendor(node.serviceName) ? node.serviceName : null;
  const renamed = renamedKeys(node.outputRewrites);
  const walk = (selections: readonly SelectionNode[], parent: string, path: readonly string[]): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet.selections, selection.typeCondition?.name.value ?? parent, path);
      }
      if (selection.kind !== Kind.FIELD || !selection.selectionSet) continue;
      const key = responseKey(selection);
      const at = [...path, renamed?.get(key) ?? key];
      const field = selection.name.value;
      found.push({ path: at, objects: types.objectsOf(parent), field, vendor });
      walk(selection.selectionSet.selections, fields.get(`${parent}.${field}`) ?? '', at);
    }
  };
  for (const definition of parse(node.operation, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { selections } = definition.selectionSet;
    if (!node.requires) walk(selections, ROOTS[definition.operation], []);
    // `_entities` itself is no part of the way.
    else for (const root of selections) if (root.kind === Kind.FIELD) walk(root.selectionSet?.selections ?? [], '', []);
  }
  return found;
}

/** What a supergraph calls its root types. */
const ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** Representations of people carry keys of their own, which are sealed and granted as such. */
function isSentThings(
  requires: readonly RequiredSelection[] | undefined,
  { types, isPairwise }: PlanEdgesOptions,
): boolean {
  return (requires ?? []).some(
    (selection) =>
      selection.kind === 'InlineFragment' &&
      !(selection.typeCondition ? types.objectsOf(selection.typeCondition) : ['']).every(isPairwise),
  );
}
