import { type DocumentNode, Kind } from 'graphql';
import type { PlanNode, RequiredSelection } from '../../operation/planning/query-plan.ts';
import { namedType } from '../../supergraph/named-type.ts';
import type { Receivers } from '../engine.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/** Named return types of a supergraph's fields, by `Type.field`. */
export function fieldTypes(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      types.set(`${definition.name.value}.${field.name.value}`, namedType(field.type));
    }
  }
  return types;
}

/** Which coordinates of object types each subgraph is sent by these plans: keys and what `@requires` asks for, of an interface or union those of each type that may stand for it. */
export function receiversOf(
  plans: readonly (PlanNode | null)[],
  types: ReadonlyMap<string, string>,
  objectsOf: SupergraphTypes['objectsOf'],
): Receivers {
  const receivers = new Map<string, Set<string>>();
  const add = (subgraph: string, selections: readonly RequiredSelection[], parent: string | null): void => {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') {
        add(subgraph, selection.selections, selection.typeCondition ?? parent);
        continue;
      }
      if (parent === null || selection.name === '__typename') continue;
      const known = receivers.get(subgraph) ?? new Set();
      for (const object of objectsOf(parent)) known.add(`${object}.${selection.name}`);
      receivers.set(subgraph, known);
      if (selection.selections) {
        add(subgraph, selection.selections, types.get(`${parent}.${selection.name}`) ?? null);
      }
    }
  };
  const walk = (node: PlanNode): void => {
    switch (node.kind) {
      case 'Fetch':
        if (node.requires) add(node.serviceName, node.requires, null);
        return;
      case 'Flatten':
        walk(node.node);
        return;
      case 'Condition':
        if (node.ifClause) walk(node.ifClause);
        if (node.elseClause) walk(node.elseClause);
        return;
      case 'Sequence':
      case 'Parallel':
        for (const child of node.nodes) walk(child);
    }
  };
  for (const plan of plans) if (plan) walk(plan);
  return receivers;
}
