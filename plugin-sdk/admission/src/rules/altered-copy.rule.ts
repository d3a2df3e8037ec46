import { type ConstValueNode, type DefinitionNode, type InputValueDefinitionNode, print } from 'graphql';
import { rootNames } from '../document/places.ts';
import type { Graph } from '../graph/graph.ts';
import { type Draft, draft, type Rule, type Submission } from '../rule.ts';

/**
 * Composers drop what a copy adds to another's input or arguments, and defaults that differ, with a hint that nobody reads; the
 * vendor's server would go on believing in them. The composed graph shows nothing of it.
 */
export const alteredCopy: Rule<Submission> = {
  name: 'CHANGED',
  *judge({ base, document: { ast } }) {
    const roots = rootNames(ast);
    for (const definition of ast.definitions) {
      if (!('fields' in definition) || !definition.name) continue;
      for (const type of roots.get(definition.name.value) ?? [definition.name.value]) {
        if (base.types.has(type)) yield* alterations(base, type, definition);
      }
    }
  },
};

function* alterations(base: Graph, type: string, definition: DefinitionNode): Iterable<Draft> {
  const known = base.types.get(type)?.fields;
  if (!('fields' in definition)) return;
  for (const field of definition.fields ?? []) {
    const original = known?.get(field.name.value)?.node;
    const coordinate = `${type}.${field.name.value}`;
    if (field.kind === 'InputValueDefinition') {
      if (original?.kind === 'InputValueDefinition') yield* otherDefault(coordinate, field, original);
      else yield added(coordinate, type);
    } else if (original?.kind === 'FieldDefinition') {
      for (const argument of field.arguments ?? []) {
        const twin = original.arguments?.find(({ name }) => name.value === argument.name.value);
        const place = `${coordinate}(${argument.name.value}:)`;
        if (twin) yield* otherDefault(place, argument, twin);
        else yield added(place, coordinate);
      }
    }
  }
}

function* otherDefault(
  coordinate: string,
  { defaultValue: own }: InputValueDefinitionNode,
  { defaultValue: original }: InputValueDefinitionNode,
): Iterable<Draft> {
  if (own === undefined || text(own) === text(original)) return;
  yield original === undefined
    ? draft(coordinate, ['changed.default-of-none', 'changed.copy-it'], { own: text(own) })
    : draft(coordinate, ['changed.default', 'changed.copy-it'], { own: text(own), original: text(original) });
}

const text = (value: ConstValueNode | undefined): string => (value ? print(value) : '');

const added = (coordinate: string, of: string): Draft =>
  draft(coordinate, ['changed.added', 'changed.copy-of'], { of });
