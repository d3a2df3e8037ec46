import { Kind, type OperationDefinitionNode, print, stripIgnoredCharacters, visit } from 'graphql';
import { bodyWriter, type WriteBody } from './request-body.ts';
import type { Run } from './run.ts';
import type { Subfetch } from './subfetch.ts';

const REPRESENTATIONS = 'representations';

/** Name of a member's entities in a merged answer, and of its representations. */
export const entitiesKey = (member: number): string => `_e${member}`;

/** Fetches with directives or fragments of their own are sent alone: the planner writes neither today. */
export function isMergeable({ query, operation, represent, isMutation }: Subfetch): boolean {
  return (
    represent !== null &&
    !isMutation &&
    (operation.directives?.length ?? 0) === 0 &&
    operation.selectionSet.selections.every((selection) => selection.kind === Kind.FIELD) &&
    !/\.\.\.(?!\s*on\b|\s*[@{])/.test(query)
  );
}

/** One request instead of several to the same subgraph: each member's `_entities` under an alias of its own. */
export function mergedBody(members: readonly Subfetch[], numbers: readonly number[]): WriteBody {
  const variables = [...new Set(members.flatMap((member) => member.variables))];
  const operations = members.map(({ operation }, index) => renumbered(operation, numbers[index] ?? 0));
  const definitions = new Map(
    operations
      .flatMap(({ variableDefinitions }) => variableDefinitions ?? [])
      .map((definition) => [definition.variable.name.value, definition]),
  );
  const merged: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: 'query' as OperationDefinitionNode['operation'],
    ...(members[0]?.operation.name && { name: members[0].operation.name }),
    variableDefinitions: [...definitions.values()],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
    },
  };
  return bodyWriter(
    stripIgnoredCharacters(print(merged)),
    members[0]?.operationName ?? null,
    variables,
    numbers.map((number) => `${REPRESENTATIONS}_${number}`),
    sealedTexts(members),
  );
}

export function singleBody(fetch: Subfetch): WriteBody {
  const { query, operationName, variables, represent } = fetch;
  return bodyWriter(query, operationName, variables, represent ? [REPRESENTATIONS] : [], sealedTexts([fetch]));
}

/** Variables that hold keys, as the members' vendor knows them. Where one member may get nobody's key, its variables hold none by then. */
function sealedTexts(members: readonly Subfetch[]): ((run: Run, variable: string) => string | null | undefined) | null {
  const typed = new Map(
    members.flatMap(({ persons }) =>
      persons ? [...persons.typed].map(([name, type]) => [name, { persons, type }] as const) : [],
    ),
  );
  if (typed.size === 0) return null;
  return ({ variables }, name) => {
    const holder = typed.get(name);
    if (!holder) return undefined;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) return null;
    return `${JSON.stringify(name)}:${JSON.stringify(holder.persons.sealed(holder.type, value))}`;
  };
}

function renumbered(operation: OperationDefinitionNode, member: number): OperationDefinitionNode {
  const renamed: OperationDefinitionNode = visit(operation, {
    Variable: (node) =>
      node.name.value === REPRESENTATIONS
        ? { ...node, name: { ...node.name, value: `${REPRESENTATIONS}_${member}` } }
        : undefined,
  });
  const alias = { kind: Kind.NAME, value: entitiesKey(member) } as const;
  const selections = renamed.selectionSet.selections.map((field) =>
    field.kind === Kind.FIELD ? { ...field, alias } : field,
  );
  return { ...renamed, selectionSet: { ...renamed.selectionSet, selections } };
}
