import { type DefinitionNode, type DocumentNode, type FieldDefinitionNode, Kind, parse, print, visit } from 'graphql';
import { namedType } from '../graph/named-type.ts';

/** A department's document without its mutations, its pages and what entities list: a third of it, and of the time, for the hundreds of graphs that tests compose. */
export function excerpt(sdl: string, rootFields: readonly string[]): string {
  const { definitions } = parse(sdl, { noLocation: true });
  const types = new Map<string, DefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION || !('name' in definition) || !definition.name) continue;
    const name = definition.name.value;
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) types.set(name, definition);
    else
      types.set(name, {
        ...definition,
        fields: definition.fields?.filter((field) => isKept(name, field, rootFields)),
      });
  }
  const kept = new Set<string>();
  const keep = (name: string): void => {
    const definition = types.get(name);
    if (!definition || kept.has(name)) return;
    kept.add(name);
    visit(definition, { [Kind.NAMED_TYPE]: (node) => keep(node.name.value) });
  };
  keep('Query');
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: definitions.flatMap((definition) => {
      if (definition.kind === Kind.DIRECTIVE_DEFINITION || !('name' in definition) || !definition.name)
        return definition;
      return (kept.has(definition.name.value) && types.get(definition.name.value)) || [];
    }),
  };
  return print(document);
}

function isKept(type: string, field: FieldDefinitionNode, rootFields: readonly string[]): boolean {
  if (type === 'Query') return rootFields.includes(field.name.value);
  return !field.name.value.endsWith('Connection') && !LISTED.has(namedType(field.type));
}

const LISTED = new Set([
  'ServiceApplication',
  'CityIndicator',
  'PublicCreditRecord',
  'Licence',
  'Inspection',
  'SafetyHazardConnection',
  'ParallelApprovalCase',
]);
