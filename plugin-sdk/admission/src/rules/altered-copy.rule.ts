import { type DefinitionNode, Kind } from 'graphql';
import type { Graph } from '../graph/graph.ts';
import type { Draft, Rule, Submission } from '../rule.ts';

/** Composers drop what a copy of another's input or enum adds, with a hint nobody reads; the vendor's server would believe in it. */
export const alteredCopy: Rule<Submission> = {
  name: 'CHANGED',
  *judge({ base, document: { ast } }) {
    for (const definition of ast.definitions) {
      for (const { type, part } of partsOf(definition)) {
        const known = base.types.get(type);
        if (!known || known.fields.has(part) || known.values.has(part)) continue;
        yield draft(type, part, base);
      }
    }
  },
};

function partsOf(definition: DefinitionNode): { type: string; part: string }[] {
  switch (definition.kind) {
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return (definition.fields ?? []).map(({ name }) => ({ type: definition.name.value, part: name.value }));
    default:
      return [];
  }
}

function draft(type: string, part: string, base: Graph): Draft {
  const fields = [...(base.types.get(type)?.fields.keys() ?? [])].join(', ');
  return {
    coordinate: `${type}.${part}`,
    message: `${type}.${part} is not in the city's ${type}, which has ${fields}.`,
    fix: `Copy ${type} as it is, or define an input of your own under your namespace.`,
  };
}
