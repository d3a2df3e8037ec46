import { type FieldDefinitionNode, Kind, parse, print, type TypeNode } from 'graphql';
import type { CitySubgraph } from '../city/city-schema.ts';

/** A public query that answers with one entity by its key. */
export interface LookUp {
  readonly field: string;
  /** Names of the arguments, which are those of the key's fields, with their types as they are written. */
  readonly args: readonly { readonly name: string; readonly type: string }[];
}

/** By entity type: how a client can ask for one. Types that are not in it cannot be asked for by key. */
export function lookUps(subgraphs: readonly Pick<CitySubgraph, 'sdl'>[]): ReadonlyMap<string, LookUp> {
  const keys = new Map<string, Set<string>>();
  const queries: FieldDefinitionNode[] = [];
  for (const { sdl } of subgraphs) {
    for (const definition of parse(sdl).definitions) {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
      if (definition.name.value === 'Query') queries.push(...(definition.fields ?? []));
      for (const { name, arguments: given = [] } of definition.directives ?? []) {
        const fields = given.find((argument) => argument.name.value === 'fields')?.value;
        if (name.value !== 'key' || fields?.kind !== Kind.STRING) continue;
        const own = keys.get(definition.name.value) ?? new Set();
        keys.set(definition.name.value, own.add(sorted(fields.value.split(/[\s,]+/).filter(Boolean))));
      }
    }
  }
  const found = new Map<string, LookUp>();
  for (const { name, type, arguments: taken = [] } of queries) {
    const entity = nameOf(type);
    const needed = taken.filter((argument) => argument.type.kind === Kind.NON_NULL_TYPE && !argument.defaultValue);
    if (entity === null || found.has(entity) || needed.length === 0) continue;
    if (!keys.get(entity)?.has(sorted(needed.map((argument) => argument.name.value)))) continue;
    found.set(entity, {
      field: name.value,
      args: needed.map((argument) => ({ name: argument.name.value, type: print(argument.type) })),
    });
  }
  return found;
}

const sorted = (names: readonly string[]): string => [...names].sort().join(' ');

/** Of a type that is no list. */
function nameOf(type: TypeNode): string | null {
  if (type.kind === Kind.NON_NULL_TYPE) return nameOf(type.type);
  return type.kind === Kind.NAMED_TYPE ? type.name.value : null;
}
