import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../../operation/fragments-of.ts';

/** What is selected under one response key of a type. */
export interface CollectedField {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  /** For `__typename`, `__schema` and `__type` a stand-in that nobody reads. */
  readonly definition: Pick<GraphQLField<unknown, unknown>, 'type'>;
}

export type FieldCollector = (
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
) => CollectedField[];

/**
 * CollectFields of the specification (§6.3.2), for one outcome of the operation's conditions: what they leave out is not there.
 */
export function fieldCollector(
  schema: GraphQLSchema,
  document: DocumentNode,
  isTrue: (variable: string) => boolean,
): FieldCollector {
  const fragments = fragmentsOf(document);
  return (type, selectionSets) => {
    const fields = new Map<string, { name: string; nodes: FieldNode[] }>();
    const spread = new Set<string>();
    const collect = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (!isIncluded(selection, isTrue)) continue;
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const known = fields.get(key);
          if (known) known.nodes.push(selection);
          else fields.set(key, { name: selection.name.value, nodes: [selection] });
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          const condition = selection.typeCondition?.name.value;
          if (condition === undefined || applies(schema, condition, type)) collect(selection.selectionSet);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = fragments.get(selection.name.value);
          if (fragment && applies(schema, fragment.typeCondition.name.value, type)) collect(fragment.selectionSet);
        }
      }
    };
    for (const selectionSet of selectionSets) collect(selectionSet);
    return [...fields].flatMap(([key, { name, nodes }]) => {
      const definition = definitionOf(schema, type, name);
      return definition ? [{ key, name, nodes, definition }] : [];
    });
  };
}

function applies(schema: GraphQLSchema, condition: string, type: GraphQLCompositeType): boolean {
  if (condition === type.name) return true;
  const conditional = schema.getType(condition);
  return (
    isAbstractType(conditional) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(conditional, type)
  );
}

function isIncluded({ directives }: SelectionNode, isTrue: (variable: string) => boolean): boolean {
  return (directives ?? []).every(({ name, arguments: list }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = list?.find((argument) => argument.name.value === 'if')?.value;
    const holds =
      value?.kind === Kind.VARIABLE ? isTrue(value.name.value) : value?.kind === Kind.BOOLEAN && value.value;
    return holds === (name.value === 'include');
  });
}

function definitionOf(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  name: string,
): CollectedField['definition'] | null {
  if (isCompositeType(type) && (isObjectType(type) || isInterfaceType(type))) {
    const field = type.getFields()[name];
    if (field) return field;
  }
  return name.startsWith('__') ? ({ type: schema.getQueryType() ?? type } as CollectedField['definition']) : null;
}
