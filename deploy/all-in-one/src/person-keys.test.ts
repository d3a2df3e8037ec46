import { readFileSync } from 'node:fs';
import { createCity } from '@citygraph/city';
import { PERSON_TYPES, personTypeOf } from '@citygraph/contract';
import { expect, it } from '@jest/globals';
import { Kind, parse } from 'graphql';

const graph = parse(readFileSync(new URL('../../services/supergraph.graphql', import.meta.url), 'utf8'));

it('knows a person of every @pairwise type of the city by their key', () => {
  const pairwise = graph.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
    definition.directives?.some(({ name }) => /^(?:citygraph__)?pairwise$/.test(name.value))
      ? definition.name.value
      : [],
  );
  expect([...PERSON_TYPES].sort()).toEqual(pairwise.sort());
});

it('knows the keys that the city gives', () => {
  const { residents, households } = createCity({ scale: 0.0002 });
  const typesOf = (keys: readonly string[]) => new Set(keys.map(personTypeOf));
  expect(typesOf(residents.map(({ id }) => id))).toEqual(new Set(['Resident']));
  expect(typesOf(households.map(({ id }) => id))).toEqual(new Set(['Household']));
  expect(typesOf(residents.map(({ card }) => card))).toEqual(new Set(['CitizenCard']));
});
