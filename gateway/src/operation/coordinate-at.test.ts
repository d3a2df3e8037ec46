import { expect, it } from '@jest/globals';
import { buildSchema, OperationTypeNode, parse } from 'graphql';
import { coordinateAt } from './coordinate-at.ts';
import type { ReadyOperation } from './ready-operation.ts';

const schema = buildSchema('type Query { a: [A] p: P } interface P { x: Int } type A implements P { x: Int a: A }');
const at = (text: string, path: string) =>
  coordinateAt({ schema, document: parse(text), type: OperationTypeNode.QUERY } as ReadyOperation, path.split('.'));

it('follows response keys through aliases and fragments', () => {
  expect(at('{ one: a { ...F } } fragment F on A { two: a { x } }', 'one.two.x')).toBe('A.x');
  expect(at('{ p { x ... on A { a { x } } } }', 'p.x')).toBe('P.x');
  expect(at('{ p { ... on A { a { x } } } }', 'p.a')).toBe('A.a');
});

it('knows nothing of paths that lead nowhere', () => {
  expect(at('{ a { x } }', 'a.y')).toBeNull();
  expect(at('{ a { x } }', 'a.x.z')).toBeNull();
});
