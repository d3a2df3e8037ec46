import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { refusedFields } from '../../policy/refused-fields.ts';
import { completeAnswer } from './complete-answer.ts';

const schema = buildSchema(`
  type Query { a: A list: [A!] sure: A! p: P }
  interface P { x: Int }
  type A implements P { x: Int n: Int! a: A b: A! }
  type B implements P { x: Int z: Int }
`);
const complete = (text: string, data: Record<string, unknown>, refused: string[], variables = {}) => {
  const document = parse(text);
  const { data: completed, nulls } = completeAnswer({
    schema,
    document,
    variables,
    refused: refusedFields(document, schema, (coordinate) => (refused.includes(coordinate) ? coordinate : null)),
    data,
  });
  return [JSON.parse(JSON.stringify(completed)), Object.fromEntries(nulls)];
};

describe('completeAnswer', () => {
  it('puts null where a refused field was, and counts the rows', () => {
    const data = { list: [{ n: 1 }, { n: 2 }] };
    expect(complete('{ list { x n } }', data, ['A.x'])).toEqual([
      {
        list: [
          { x: null, n: 1 },
          { x: null, n: 2 },
        ],
      },
      { 'list.x': 2 },
    ]);
  });

  it('lets the null of a non-null field climb to the nearest place that may be null', () => {
    expect(complete('{ a { x b { n } } }', { a: { x: 1, b: { __typename: 'A' } } }, ['A.n'])[0]).toEqual({ a: null });
    expect(complete('{ list { x n } }', { list: [{ x: 1 }] }, ['A.n'])[0]).toEqual({ list: null });
    expect(complete('{ sure { n } }', { sure: {} }, ['A.n'])[0]).toBeNull();
  });

  it('applies fragments by the type of each object', () => {
    const data = { p: { __typename: 'B', z: 3 } };
    expect(complete('{ p { ... on A { x } ... on B { z x } } }', data, ['A.x', 'B.x'])[0]).toEqual({
      p: { z: 3, x: null },
    });
  });

  it('leaves nulls and skipped fields as they are', () => {
    expect(
      complete('query($v: Boolean!) { a { x @include(if: $v) } list { x } }', { a: {}, list: null }, ['A.x'], {
        v: false,
      }),
    ).toEqual([{ a: {}, list: null }, {}]);
  });
});
