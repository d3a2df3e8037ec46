import { personTypeOf } from '@citygraph/contract';
import {
  type ArgumentNode,
  type ASTNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';
import { looksSealed } from '../../../policy/pairwise/sealed-id.ts';
import { namedType } from '../../../supergraph/named-type.ts';
import type { ToldPerson } from '../../engine.ts';
import type { Boundary } from './boundary.ts';

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
  const literals: ToldPerson[] = [];
  /** Nodes of arguments whose type is known. */
  const known = new Map<ArgumentNode, string>();
  findTyped(operation.selectionSet, root, boundary, known);
  /** Types by the variables in them. */
  const held = new Map<string, string>();
  for (const [{ value }, type] of known) visit(value, { Variable: ({ name }) => void held.set(name.value, type) });
  const elsewhere = new Set<string>();
  const withoutTyped = visit(operation, {
    Argument: (node) => (known.has(node) ? null : undefined),
    VariableDefinition: () => null,
  });
  visit(withoutTyped, { Variable: ({ name }) => void elsewhere.add(name.value) });
  // What stands elsewhere too is sent as it is.
  const typed = new Map([...held].filter(([name]) => !elsewhere.has(name)));
  const otherDefaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue && !typed.has(variable.name.value) ? defaultValue : [],
  );
  const isLiteral = [withoutTyped, ...otherDefaults].some(writesPerson);
  /** Whom a variable names that the client leaves out: its default is part of the text. */
  const defaults = new Map<string, readonly ToldPerson[]>();
  const sealedText = visit(operation, {
    Argument(node) {
      const type = known.get(node);
      return type === undefined ? undefined : { ...node, value: sealedLiteral(node.value, type, boundary, literals) };
    },
    VariableDefinition(node) {
      const { variable, defaultValue } = node;
      const type = held.get(variable.name.value);
      if (!defaultValue || type === undefined) return undefined;
      const told: ToldPerson[] = [];
      const value = sealedLiteral(defaultValue, type, boundary, told);
      defaults.set(variable.name.value, told);
      return { ...node, defaultValue: value };
    },
  });
  const untyped = variables.filter((name) => !typed.has(name));
  return {
    operation: literals.length + defaults.size > 0 ? sealedText : operation,
    typed,
    namesPerson: (given) => isLiteral || untyped.some((name) => Object.hasOwn(given, name) && holdsPerson(given[name])),
    told: (given) => [
      ...literals,
      ...[...held].flatMap(([name, type]) =>
        Object.hasOwn(given, name) ? keysIn(given[name]).map((key) => ({ type, key })) : (defaults.get(name) ?? []),
      ),
    ],
    sealed: (type, value) => mapKeys(value, (key) => boundary.seal(type, key)),
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
  // An ID may be written as a number.
  if (value.kind !== Kind.STRING && value.kind !== Kind.INT) return value;
  told.push({ type, key: value.value });
  return { kind: Kind.STRING, value: boundary.seal(type, value.value) };
}

function mapKeys(value: unknown, seal: (key: string) => string): unknown {
  if (typeof value === 'string' || typeof value === 'number') return seal(String(value));
  return Array.isArray(value) ? value.map((element) => mapKeys(element, seal)) : value;
}

function keysIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return Array.isArray(value) ? value.flatMap(keysIn) : [];
}

/** Does a part of a document hold somebody's key in its own text? */
function writesPerson(node: ASTNode): boolean {
  let isFound = false;
  visit(node, {
    [Kind.STRING]({ value }) {
      if (isPerson(value)) isFound = true;
    },
    // A scalar of the vendor's own takes any literal: words without quotes, and objects with any keys.
    [Kind.ENUM]({ value }) {
      if (isPerson(value)) isFound = true;
    },
    [Kind.OBJECT_FIELD]({ name }) {
      if (isPerson(name.value)) isFound = true;
    },
  });
  return isFound;
}

/** What is nested deeper than this is not looked through, and might hold anybody. */
const DEEPEST = 64;

/** Somebody's key, plain or sealed, anywhere in a value. */
export function holdsPerson(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isPerson(value);
  if (typeof value !== 'object' || value === null) return false;
  if (depth > DEEPEST) return true;
  return Object.entries(value).some(([name, inner]) => isPerson(name) || holdsPerson(inner, depth + 1));
}

function isPerson(text: string): boolean {
  const plain = text.trim();
  return personTypeOf(plain) !== null || looksSealed(plain);
}
