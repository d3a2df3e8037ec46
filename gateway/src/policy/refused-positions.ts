import {
  type DirectiveNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../operation/fragments-of.ts';
import type { Refuses } from './refused-fields.ts';

/** `@skip` or `@include` with a variable, on the field or on anything around it. */
export interface Condition {
  readonly variable: string;
  /** The value with which the position is part of the answer. */
  readonly wanted: boolean;
}

/** A place in the operation where a refused field was. */
export interface RefusedPosition {
  /** Response keys, without list indices. */
  readonly path: readonly string[];
  readonly coordinate: string;
  /** Id of what is refused there. */
  readonly by: string;
  readonly conditions: readonly Condition[];
}

/** Every place of every refused field, outermost first: what lies below a refused field is refused with it. */
export function refusedPositions(document: DocumentNode, schema: GraphQLSchema, refuses: Refuses): RefusedPosition[] {
  const fragments = fragmentsOf(document);
  const positions = new Map<string, RefusedPosition>();
  const walk = (
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    path: readonly string[],
    around: readonly Condition[],
  ): void => {
    for (const selection of selections) {
      const conditions = conditionsOf(selection.directives, around);
      if (conditions === null) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), path, conditions);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        walk(selection.selectionSet, condition ? schema.getType(condition) : parent, path, conditions);
      } else {
        const coordinate = `${parent?.name}.${selection.name.value}`;
        const here = [...path, selection.alias?.value ?? selection.name.value];
        const by = refuses(coordinate, selection);
        if (by !== null) {
          positions.set(JSON.stringify([here, coordinate, conditions]), { path: here, coordinate, by, conditions });
        } else if (selection.selectionSet) {
          walk(selection.selectionSet, returnedType(parent, selection.name.value), here, conditions);
        }
      }
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    walk(definition.selectionSet, schema.getRootType(definition.operation) ?? undefined, [], []);
  }
  return [...positions.values()];
}

/** The conditions that hold inside; null: never part of the answer. */
function conditionsOf(
  directives: readonly DirectiveNode[] | undefined,
  around: readonly Condition[],
): readonly Condition[] | null {
  const conditions = [...around];
  for (const { name, arguments: list } of directives ?? []) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const wanted = name.value === 'include';
    const value = list?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.BOOLEAN && value.value !== wanted) return null;
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, wanted });
  }
  return conditions;
}

function returnedType(parent: GraphQLNamedType | undefined, field: string): GraphQLNamedType | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
  const type = getNamedType(parent.getFields()[field]?.type);
  return isCompositeType(type) ? type : undefined;
}
