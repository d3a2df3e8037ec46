import { expect, it } from '@jest/globals';
import { fetchPositions } from './fetch-positions.ts';

it('names the root fields of a fetch by their response keys', () => {
  expect(fetchPositions('query Q { a one: b { c } __typename }', {})).toEqual([
    { path: ['a'], count: 1 },
    { path: ['one'], count: 1 },
  ]);
});

it('names the fields of entities, for as many as were asked for', () => {
  const query =
    'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on A { x y } ... on B { x } } }';
  expect(fetchPositions(query, { representations: [{}, {}, {}] })).toEqual([
    { path: ['_entities', 0, 'x'], count: 3 },
    { path: ['_entities', 0, 'y'], count: 3 },
  ]);
});
