import { type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse, print } from 'graphql';
import type { Compose } from '../supergraph-version/compose-graph.ts';

const KNOWN = new Set(['Int', 'Float', 'String', 'ID', 'LegalEntity']);

/**
 * Composes in no time what tests about something else than composing need: root fields of all subgraphs, each of one; a field of two, or of a type that nobody knows, is an
 * error. Whoever tests composing itself takes the real one.
 */
export const storyComposer: Compose = async ({ subgraphs }) => {
  const owner = new Map<string, string>();
  const fields: string[] = [];
  const errors = subgraphs.flatMap(({ name, sdl }) =>
    rootFields(sdl).flatMap((field) => {
      const type = field.type.kind === Kind.NAMED_TYPE ? field.type.name.value : 'Int';
      const rival = owner.get(field.name.value);
      owner.set(field.name.value, name);
      fields.push(print({ ...field, directives: [] }));
      if (!KNOWN.has(type)) return [finding('INVALID_GRAPHQL', `[${name}] Unknown type ${type}`)];
      return rival === undefined
        ? []
        : [finding('INVALID_FIELD_SHARING', `${field.name.value} is of ${rival} and ${name}`)];
    }),
  );
  const sdl = `type Query { ${fields.join(' ')} }\ntype LegalEntity { uscc: ID }`;
  return { supergraphSdl: errors.length === 0 ? sdl : null, hints: [], errors };
};

const rootFields = (sdl: string): readonly FieldDefinitionNode[] =>
  parse(sdl)
    .definitions.filter((node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION)
    .filter(({ name }) => name.value === 'Query')
    .flatMap(({ fields = [] }) => fields);

const finding = (code: string, message: string) => ({ code, message, coordinate: null, composer: 'hub' as const });
