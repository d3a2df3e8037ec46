import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { BoundedCache } from './bounded-cache.ts';
import type { ReadyOperation } from './ready-operation.ts';

type Document = Pick<ReadyOperation, 'document' | 'schema'>;

/** Kept for so many outcomes of an operation's conditions. */
const OUTCOMES = 16;

/** What an operation asks for. */
export interface SelectedFields {
  /** Is a coordinate asked for, at any of these fields of the document? null: at any. */
  has(coordinate: string, fields: ReadonlySet<FieldNode> | null): boolean;
}

interface Conditions {
  /** Variables that decide what is part of the answer. */
  readonly names: readonly string[];
  readonly outcomes: BoundedCache<string, SelectedFields>;
}

/**
 * What the operation asks for with these variables, for `@skip` and `@include` leave some of it out; null: it has no conditions, and asks for all that it names.
 * `variables` are coerced.
 */
export function selectedFields(
  operation: Document,
  variables: Readonly<Record<string, unknown>>,
): SelectedFields | null {
  const conditions = conditionsOf(operation.document);
  if (!conditions) return null;
  const { names, outcomes } = conditions;
  const outcome = names.map((name) => (variables[name] === true ? 1 : 0)).join('');
  const made = outcomes.get(outcome);
  if (made) return made;
  const selected = selectedWith(operation, variables);
  outcomes.set(outcome, selected);
  return selected;
}

function selectedWith({ document, schema }: Document, variables: Readonly<Record<string, unknown>>): SelectedFields {
  const selected = new Set<string | FieldNode>();
  const spread = new Set<string>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  const types = new TypeInfo(schema);
  const isLeftOut = (node: { readonly directives?: readonly DirectiveNode[] }): boolean =>
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true ||
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false;
  const collector = visitWithTypeInfo(types, {
    Field(field) {
      if (isLeftOut(field)) return false;
      selected.add(field).add(`${types.getParentType()?.name}.${field.name.value}`);
      return undefined;
    },
    InlineFragment: (fragment) => (isLeftOut(fragment) ? false : undefined),
    FragmentSpread(fragment) {
      if (!isLeftOut(fragment)) spread.add(fragment.name.value);
    },
  });
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) visit(definition, collector);
  }
  // Grows while it is gone through: fragments spread others.
  for (const name of spread) {
    const fragment = fragments.get(name);
    if (fragment) visit(fragment, collector);
  }
  return {
    has: (coordinate, fields) =>
      fields === null ? selected.has(coordinate) : [...fields].some((field) => selected.has(field)),
  };
}

const known = new WeakMap<DocumentNode, Conditions | null>();

function conditionsOf(document: DocumentNode): Conditions | null {
  const found = known.get(document);
  if (found !== undefined) return found;
  let isConditional = false;
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: list }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      isConditional = true;
      for (const { value } of list ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  const conditions = isConditional
    ? { names: [...names], outcomes: new BoundedCache<string, SelectedFields>(OUTCOMES) }
    : null;
  known.set(document, conditions);
  return conditions;
}
