import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { fragmentsOf } from './fragments-of.ts';
import type { ListSize, Weights } from './read-weights.ts';

/** What an operation costs at most with these variables; no unit but that of `@cost`: an object costs 1, a leaf nothing. */
export type OperationCost = (variables: Readonly<Record<string, unknown>>) => number;

/** A list of which nobody says how long it may be. */
const ASSUMED_LENGTH = 10;

/**
 * Static cost after the cost specification (https://ibm.github.io/graphql-specs/cost-spec.html): what could be returned, whatever is.
 * Everything that no variable decides is added up once.
 */
export function operationCost(document: DocumentNode, schema: GraphQLSchema, weights: Weights): OperationCost {
  const fragments = fragmentsOf(document);
  const known = new Map<FragmentDefinitionNode, Cost>();

  const ofSelections = (
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined | null,
    sized: Sized | null,
  ): Cost =>
    sum(
      selections.map((selection) => {
        if (selection.kind === Kind.FIELD) return ofField(selection, parent, sized);
        const condition =
          selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : selection.typeCondition?.name.value;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          return ofSelections(selection.selectionSet, condition ? schema.getType(condition) : parent, sized);
        }
        const fragment = fragments.get(selection.name.value);
        return fragment ? ofFragment(fragment, sized) : 0;
      }),
    );

  const ofFragment = (fragment: FragmentDefinitionNode, sized: Sized | null): Cost => {
    const type = schema.getType(fragment.typeCondition.name.value);
    if (sized) return ofSelections(fragment.selectionSet, type, sized);
    let cost = known.get(fragment);
    if (cost === undefined) {
      cost = ofSelections(fragment.selectionSet, type, null);
      known.set(fragment, cost);
    }
    return cost;
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType | undefined | null, sized: Sized | null): Cost => {
    const name = node.name.value;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field || !parent) return 0;
    const coordinate = `${parent.name}.${name}`;
    const type = getNamedType(field.type);
    const own = weights.cost.get(coordinate) ?? weights.cost.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
    const given = (node.arguments ?? []).map(
      (argument) => weights.cost.get(`${coordinate}(${argument.name.value})`) ?? 0,
    );
    const listSize = weights.listSize.get(coordinate);
    const inner: Sized | null =
      listSize && listSize.sizedFields.length > 0
        ? { fields: listSize.sizedFields, length: lengthOf(node, listSize) }
        : null;
    const required = (weights.requires.get(coordinate) ?? []).map((set) => ofSelections(set, parent, null));
    const below = node.selectionSet ? ofSelections(node.selectionSet, type, inner) : 0;
    const one = sum([own, below]);
    if (!isList(field.type)) return sum([one, ...given, ...required]);
    const length = sized?.fields.includes(name) ? sized.length : listSize ? lengthOf(node, listSize) : ASSUMED_LENGTH;
    return sum([times(length, one), ...given, ...required]);
  };

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation);
    const base = definition.operation === 'mutation' ? 10 : 0;
    const cost = sum([base, ofSelections(definition.selectionSet, root, null)]);
    return typeof cost === 'number' ? () => cost : cost;
  }
  return () => 0;
}

/** A number, or what depends on variables. */
export type Cost = number | OperationCost;

/** Fields of a connection that are as long as an argument of the connection says. */
export interface Sized {
  readonly fields: readonly string[];
  readonly length: Cost;
}

export const worth = (cost: Cost, variables: Readonly<Record<string, unknown>>): number =>
  typeof cost === 'number' ? cost : cost(variables);

export function sum(costs: readonly Cost[]): Cost {
  const fixed = costs.reduce<number>((total, cost) => (typeof cost === 'number' ? total + cost : total), 0);
  const open = costs.filter((cost) => typeof cost === 'function');
  if (open.length === 0) return fixed;
  return (variables) => open.reduce((total, cost) => total + cost(variables), fixed);
}

export function times(one: Cost, other: Cost): Cost {
  if (typeof one === 'number' && typeof other === 'number') return one * other;
  return (variables) => worth(one, variables) * worth(other, variables);
}

/** @param assumed when nobody says */
export function lengthOf(
  node: FieldNode,
  { assumedSize, slicingArguments, least }: ListSize,
  assumed = ASSUMED_LENGTH,
): Cost {
  const otherwise = assumedSize ?? assumed;
  const given = slicingArguments.flatMap((path) => {
    const [name, ...keys] = path.split('.');
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    return value ? [{ value, keys }] : [];
  });
  if (given.length === 0) return otherwise;
  return (variables) => {
    const lengths = given.flatMap(({ value, keys }) => {
      let at: unknown = valueFromASTUntyped(value, variables as Record<string, unknown>);
      for (const key of keys)
        at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
      return typeof at === 'number' && at >= 0 ? [at] : [];
    });
    return lengths.length > 0 ? Math.max(least, ...lengths) : otherwise;
  };
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
