import { describe, expect, it } from '@jest/globals';
import { schemaDiff } from './schema-diff.ts';
import { takenCoordinates, usageImpact } from './usage-impact.ts';

const taken = (before: string, after: string) =>
  takenCoordinates(schemaDiff(before, after), before, after).map(({ kind, coordinate }) => `${kind} ${coordinate}`);

describe('what a release takes from clients', () => {
  it.each([
    ['type Query { a: Int }', 'type Query { a: Int  b(x: Int): Int }', []],
    ['type Query { a(x: Int): Int }', 'type Query { b: Int }', ['REMOVED Query.a']],
    ['type Query { a: Int }', 'type Query { a: Float }', ['CHANGED Query.a']],
    [
      'type Query { a(x: Int, y: Int): Int }',
      'type Query { a(y: Int): Int }',
      ['CHANGED Query.a', 'REMOVED Query.a(x:)'],
    ],
    ['type Query { a(x: Int): Int }', 'type Query { a(x: Int!): Int }', ['CHANGED Query.a', 'CHANGED Query.a(x:)']],
    ['type Query { a(x: Int): Int }', 'type Query { a("Metres." x: Int): Int }', ['CHANGED Query.a']],
    ['enum E { V W }', 'enum E { V }', ['REMOVED E.W']],
    ['input I { f: Int = 3 }', 'input I { f: Int! }', ['CHANGED I.f']],
    ['type T { f: Int }', 'type U { f: Int }', ['REMOVED T.f']],
    ['extend type T { f(x: Int): Int }', 'type T { f(x: Int): Int }', []],
  ])('of %s, by %s, is %j', (before, after, expected) => {
    expect(taken(before, after)).toEqual(expected);
  });
});

it('counts requests and apps of each, the most asked first', () => {
  const use = (app: string | null, count: number) => ({
    coordinate: 'Query.a',
    app,
    document: 'd',
    operationName: null,
    count,
    errors: 1,
    lastDay: new Date(0),
  });
  const rows = [
    { coordinate: 'Query.b', kind: 'REMOVED' as const },
    { coordinate: 'Query.a', kind: 'CHANGED' as const },
  ];
  const [first, second] = usageImpact(rows, (coordinate) =>
    coordinate === 'Query.a' ? [use('app-one', 5), use('app-one', 4), use(null, 2)] : [],
  );
  expect(first).toMatchObject({ coordinate: 'Query.a', requests: 11, errors: 3, apps: 2 });
  expect(second).toEqual({ coordinate: 'Query.b', kind: 'REMOVED', requests: 0, errors: 0, apps: 0, uses: [] });
});
