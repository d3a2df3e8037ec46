import { subjectTypeOf } from '@citygraph/contract';
import {
  type ArgumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';
import { looksSealed } from '../../../policy/pairwise/sealed-id.ts';
import { namedType } from '../../../supergraph/named-type.ts';
import type { Boundary } from './boundary.ts';

/** Somebody whom a vendor is told of. */
export interface ToldPerson {
  readonly type: string;
  readonly key: string;
}

/** Whom the arguments of one fetch tell a vendor of; compiled once. */
export interface ArgumentPersons {
  /** The fetch with keys in its own text sealed. */
  readonly operation: OperationDefinitionNode;
  /** Type of the key that a variable holds, by its name. */
  readonly typed: ReadonlyMap<string, string>;
  /** Would it learn who somebody is from an argument that may hold nobody? */
  namesPerson(variables: Variables): boolean;
  /** Those whom arguments name that may. */
  told(variables: Variables): readonly ToldPerson[];
  /** A variable's value with its keys sealed for the vendor. */
  sealed(type: string, value: unknown): unknown;
}

type Variables = Readonly<Record<string, unknown>>;

/**
 * Keys of people and households stand for nothing outside the hub: a vendor gets one in an argument only where its contract says of which type the argument is,
 * and then by its own id of them. All other arguments that hold one, plain or sealed, are refused.
 */
export function argumentPersons(
  operation: OperationDefinitionNode,
  root: string,
  variables: readonly string[],
  boundary: Boundary,
): ArgumentPersons {
  const typed = new Map<string, string>();
  const literals: ToldPerson[] = [];
  /** Nodes of arguments whose type is known. */
  const known = new Map<ArgumentNode, string>();
  findTyped(operation.selectionSet, root, boundary, known);
  const elsewhere = new Set<string>();
  let isLiteral = false;
  const withoutTyped = visit(operation, {
    Argument: (node) => (known.has(node) ? null : undefined),
    VariableDefinition: () => false,
  });
  visit(withoutTyped, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void elsewhere.add(name.value),
    [Kind.STRING]({ value }) {
      if (isPerson(value)) isLiteral = true;
    },
  });
  for (const [{ value }, type] of known) {
    visit(value, { Variable: ({ name }) => void (elsewhere.has(name.value) || typed.set(name.value, type)) });
  }
  const sealedText = visit(operation, {
    Argument(node) {
      const type = known.get(node);
      return type === undefined ? undefined : { ...node, value: sealedLiteral(node.value, type, boundary, literals) };
    },
  });
  const untyped = variables.filter((name) => !typed.has(name));
  return {
    operation: literals.length > 0 ? sealedText : operation,
    typed,
    namesPerson: (given) => isLiteral || untyped.some((name) => Object.hasOwn(given, name) && holdsPerson(given[name])),
    told: (given) => [
      ...literals,
      ...[...typed].flatMap(([name, type]) =>
        Object.hasOwn(given, name) ? textsIn(given[name]).map((key) => ({ type, key })) : [],
      ),
    ],
    sealed: (type, value) => mapTexts(value, (key) => boundary.seal(type, key)),
  };
}

/** Follows the selections by the types that the vendor declared. */
function findTyped(
  { selections }: SelectionSetNode,
  parent: string,
  boundary: Boundary,
  known: Map<ArgumentNode, string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      findTyped(selection.selectionSet, selection.typeCondition?.name.value ?? parent, boundary, known);
    } else if (selection.kind === Kind.FIELD) {
      for (const argument of selection.arguments ?? []) {
        const type = boundary.argumentType(parent, selection.name.value, argument.name.value);
        if (type !== null) known.set(argument, type);
      }
      const returned = boundary.view.fieldType(parent, selection.name.value);
      // Of entities each fragment says the type itself.
      if (selection.selectionSet)
        findTyped(selection.selectionSet, returned ? namedType(returned) : '', boundary, known);
    }
  }
}

function sealedLiteral(value: ValueNode, type: string, boundary: Boundary, told: ToldPerson[]): ValueNode {
  if (value.kind === Kind.LIST) {
    return { ...value, values: value.values.map((element) => sealedLiteral(element, type, boundary, told)) };
  }
  if (value.kind !== Kind.STRING) return value;
  told.push({ type, key: value.value });
  return { ...value, value: boundary.seal(type, value.value) };
}

function mapTexts(value: unknown, seal: (key: string) => string): unknown {
  if (typeof value === 'string') return seal(value);
  return Array.isArray(value) ? value.map((element) => mapTexts(element, seal)) : value;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(textsIn) : [];
}

function holdsPerson(value: unknown): boolean {
  if (typeof value === 'string') return isPerson(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => isPerson(name) || holdsPerson(inner));
}

function isPerson(text: string): boolean {
  const plain = text.trim();
  const type = subjectTypeOf(plain);
  return type === 'Resident' || type === 'Household' || looksSealed(plain);
}
