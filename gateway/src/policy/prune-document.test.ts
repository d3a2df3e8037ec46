import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print } from 'graphql';
import { asksForData, pruneDocument } from './prune-document.ts';
import type { Refuses } from './refused-fields.ts';
import { refusedPositions } from './refused-positions.ts';

const schema = buildSchema(`
  type Query { a: A p: P u: U list: [[A]] }
  interface P { x: Int y: Int }
  type A implements P { x: Int y: Int a: A }
  type B implements P { x: Int y: Int z: Int }
  union U = A | B
`);
const all =
  (refused: readonly string[]): Refuses =>
  (coordinate) =>
    refused.includes(coordinate) ? coordinate : null;
const prune = (text: string, ...refused: string[]) =>
  print(pruneDocument(parse(text), schema, all(refused)))
    .replace(/\s+/g, ' ')
    .trim();
const positions = (text: string, ...refused: string[]) =>
  refusedPositions(parse(text), schema, all(refused)).map(({ path, coordinate, conditions }) => [
    path.join('.'),
    coordinate,
    ...conditions.map(({ variable, wanted }) => `${wanted ? '' : '!'}${variable}`),
  ]);

describe('pruneDocument', () => {
  it('takes out refused fields, under any alias and in any fragment', () => {
    expect(prune('{ a { x one: y ...F } } fragment F on A { two: y x }', 'A.y')).toBe(
      '{ a { x ...F } } fragment F on A { x }',
    );
  });

  it('leaves __typename where nothing remains', () => {
    expect(prune('{ a { x } }', 'A.x')).toBe('{ a { __typename } }');
    expect(prune('{ a { ...F } } fragment F on A { x }', 'A.x')).toBe('{ a { ...F } } fragment F on A { __typename }');
  });

  it('asks open types for their name', () => {
    expect(prune('{ u { ... on A { x y } } p { x } }', 'A.y')).toBe(
      '{ u { __typename ... on A { x } } p { __typename x } }',
    );
    expect(prune('{ u { __typename ... on A { x y } } }', 'A.y')).toBe('{ u { __typename ... on A { x } } }');
  });

  it('refuses by the type a field is selected on', () => {
    expect(prune('{ p { x ... on A { x } } }', 'P.x')).toBe('{ p { __typename ... on A { x } } }');
  });
});

describe('asksForData', () => {
  it('sees whether any leaf is left, through fragments', () => {
    expect(asksForData(parse('{ a { ...F } } fragment F on A { a { x } }'))).toBe(true);
    expect(asksForData(parse('{ a { ...F __typename } } fragment F on A { __typename }'))).toBe(false);
  });
});

describe('refusedPositions', () => {
  it('names each place once, with its response keys', () => {
    expect(positions('{ a { y y one: y a { ...F } } list { y } } fragment F on A { y }', 'A.y')).toEqual([
      ['a.y', 'A.y'],
      ['a.one', 'A.y'],
      ['a.a.y', 'A.y'],
      ['list.y', 'A.y'],
    ]);
  });

  it('names nothing below a refused field', () => {
    expect(positions('{ a { a { a { y } } } }', 'A.a', 'A.y')).toEqual([['a.a', 'A.a']]);
  });

  it('keeps the conditions under which a place is part of the answer', () => {
    const text =
      'query($v: Boolean!, $w: Boolean!) { a @include(if: $v) { y @skip(if: $w) x @skip(if: true) ... @include(if: false) { y } } }';
    expect(positions(text, 'A.y', 'A.x')).toEqual([['a.y', 'A.y', 'v', '!w']]);
  });
});
