import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parseType,
  print,
  type SelectionNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { LookUp } from './look-ups.ts';

/** What a client asks instead of what a subgraph was asked. */
export interface LiveQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A reference that nobody can ask for as a client. */
export interface NotAskable {
  readonly type: string;
}

/** One entity of an `_entities` list: the key that its answer has in the live answer, or why it has none. */
export type LiveEntity = { readonly alias: string } | NotAskable;

export interface LivePlan {
  /** In the order in which they are asked. */
  readonly queries: readonly LiveQuery[];
  /** By response key of each `_entities` field. */
  readonly entities: ReadonlyMap<string, readonly LiveEntity[]>;
}

/** So many entities are asked for in one operation: clients are allowed so many aliases and so much cost. */
const AT_ONCE = 10;

interface Piece {
  readonly node: FieldNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly definitions: readonly VariableDefinitionNode[];
}

/** Translates an operation of the hub to a subgraph into operations that a client may send: root fields as they are, entities by the queries that look them up. */
export function livePlan(
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  variables: Readonly<Record<string, unknown>>,
  lookUps: ReadonlyMap<string, LookUp>,
): LivePlan {
  const roots: Piece[] = [];
  const looked: Piece[] = [];
  const entities = new Map<string, LiveEntity[]>();
  for (const node of operation.selectionSet.selections) {
    if (node.kind !== Kind.FIELD || node.name.value === '__typename') continue;
    if (node.name.value !== '_entities') {
      roots.push({ node, variables: {}, definitions: [] });
      continue;
    }
    const key = node.alias?.value ?? node.name.value;
    const list = referencesOf(node, variables);
    entities.set(
      key,
      list.map((reference, at): LiveEntity => {
        const type = String(reference.__typename);
        const lookUp = lookUps.get(type);
        if (!lookUp?.args.every(({ name }) => isKey(reference[name]))) return { type };
        const alias = `${key.replace(/^_+/, '')}_${at}`;
        looked.push(lookedUp(node, alias, type, reference, lookUp));
        return { alias };
      }),
    );
  }
  const groups = [
    roots,
    ...Array.from({ length: Math.ceil(looked.length / AT_ONCE) }, (_, at) =>
      looked.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
    ),
  ];
  return {
    entities,
    queries: groups
      .filter(({ length }) => length > 0)
      .map((pieces) => queryOf(pieces, operation, fragments, variables)),
  };
}

function lookedUp(
  node: FieldNode,
  alias: string,
  type: string,
  reference: Readonly<Record<string, unknown>>,
  { field, args }: LookUp,
): Piece {
  const named = (text: string) => ({ kind: Kind.NAME, value: text }) as const;
  const variableOf = (name: string) => ({ kind: Kind.VARIABLE, name: named(`${alias}_${name}`) }) as const;
  return {
    node: {
      kind: Kind.FIELD,
      alias: named(alias),
      name: named(field),
      arguments: args.map(({ name }) => ({ kind: Kind.ARGUMENT, name: named(name), value: variableOf(name) })),
      selectionSet: {
        kind: Kind.SELECTION_SET,
        selections: [
          { kind: Kind.FIELD, name: named('__typename') },
          ...(node.selectionSet?.selections ?? []).filter((selection) => isAbout(selection, type)),
        ],
      },
    },
    definitions: args.map(({ name, type: text }) => ({
      kind: Kind.VARIABLE_DEFINITION,
      variable: variableOf(name),
      type: parseType(text),
    })),
    variables: Object.fromEntries(args.map(({ name }) => [`${alias}_${name}`, reference[name]])),
  };
}

/** Of the fragments of a fetch those on other types would not be valid here. */
const isAbout = (selection: SelectionNode, type: string): boolean =>
  selection.kind !== Kind.INLINE_FRAGMENT || (selection.typeCondition?.name.value ?? type) === type;

function queryOf(
  pieces: readonly Piece[],
  { variableDefinitions = [] }: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  variables: Readonly<Record<string, unknown>>,
): LiveQuery {
  const selections = pieces.map(({ node }) => node);
  const used = new Set<string>();
  const spread = new Set<string>();
  const look = (node: FieldNode | FragmentDefinitionNode): void =>
    void visit(node, {
      Variable: ({ name }) => void used.add(name.value),
      FragmentSpread({ name }) {
        const fragment = fragments[name.value];
        if (!fragment || spread.has(name.value)) return;
        spread.add(name.value);
        look(fragment);
      },
    });
  for (const node of selections) look(node);
  const definitions = [
    ...variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
    ...pieces.flatMap((piece) => piece.definitions),
  ];
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: 'query' as OperationTypeNode,
    variableDefinitions: definitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const own = Object.entries(variables).filter(([name]) => used.has(name));
  return {
    query: [operation, ...[...spread].flatMap((name) => fragments[name] ?? [])].map(print).join('\n'),
    variables: Object.assign(Object.fromEntries(own), ...pieces.map((piece) => piece.variables)),
  };
}

function referencesOf(node: FieldNode, variables: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const argument = node.arguments?.find(({ name }) => name.value === 'representations')?.value;
  const list = argument?.kind === Kind.VARIABLE ? variables[argument.name.value] : [];
  return Array.isArray(list) ? (list as Record<string, unknown>[]) : [];
}

const isKey = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
