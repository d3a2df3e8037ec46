import { type DefinitionNode, Kind, parse, print, type TypeDefinitionNode } from 'graphql';

export type DiffKind = 'ADDED' | 'REMOVED' | 'CHANGED';

/** What one coordinate was, and what it is. */
export interface SchemaChange {
  readonly kind: DiffKind;
  /** `Type`, `Type.field`, `Enum.VALUE`, `@directive`. */
  readonly coordinate: string;
  /** As SDL writes it; null: it was not there. */
  readonly before: string | null;
  readonly after: string | null;
}

export const MOST_TOKENS = 40_000;

/** Everything that differs between two subgraphs, by coordinate; pure. Order and descriptions are no differences of a schema. */
export function schemaDiff(before: string | null, after: string): SchemaChange[] {
  const was = before === null ? new Map<string, string>() : partsOf(before);
  const is = partsOf(after);
  const changes: SchemaChange[] = [];
  for (const coordinate of [...new Set([...was.keys(), ...is.keys()])].sort()) {
    const one = was.get(coordinate) ?? null;
    const other = is.get(coordinate) ?? null;
    if (one === other) continue;
    const kind = one === null ? 'ADDED' : other === null ? 'REMOVED' : 'CHANGED';
    changes.push({ kind, coordinate, before: one, after: other });
  }
  return changes;
}

function partsOf(sdl: string): Map<string, string> {
  const parts = new Map<string, string>();
  const put = (coordinate: string, text: string): void => {
    const known = parts.get(coordinate);
    // A type may be extended many times.
    parts.set(coordinate, known === undefined || known === text ? text : [known, text].sort().join('\n'));
  };
  for (const definition of parse(sdl, { noLocation: true, maxTokens: MOST_TOKENS }).definitions) {
    const type = asDefinition(definition);
    if (type === null) {
      if (definition.kind === Kind.DIRECTIVE_DEFINITION) put(`@${definition.name.value}`, printed(definition));
      else if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION)
        put('schema', printed(definition));
      continue;
    }
    const name = type.name.value;
    put(name, printed(Object.assign({}, type, { fields: [], values: [] })));
    if ('fields' in type) for (const field of type.fields ?? []) put(`${name}.${field.name.value}`, printed(field));
    if ('values' in type) for (const value of type.values ?? []) put(`${name}.${value.name.value}`, printed(value));
  }
  return parts;
}

/** `extend type` says the same as `type` in a subgraph. */
function asDefinition(node: DefinitionNode): TypeDefinitionNode | null {
  if (!/TypeDefinition$|TypeExtension$/.test(node.kind)) return null;
  return { ...node, kind: node.kind.replace('Extension', 'Definition') } as TypeDefinitionNode;
}

const printed = (node: Parameters<typeof print>[0]): string =>
  print({ ...node, description: undefined } as never).trim();
