import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from './limits.ts';
import { parseDocument } from './parse-document.ts';

const parsed = (text: string) => parseDocument(text, DEFAULT_LIMITS);
const code = (code: string) => expect.objectContaining({ extensions: expect.objectContaining({ code }) });

describe('a text', () => {
  it('that is GraphQL within limits is a document', () => {
    expect(parsed('{ me { __typename name } }').definitions).toHaveLength(1);
  });

  it.each([
    ['{ me { __typename: name } }'],
    ['{ me { ...F } } fragment F on Resident { __typename: idNumber }'],
    ['{ __typename: me { name } }'],
  ])('that puts another field in the place of __typename is refused: %j', (text) => {
    expect(() => parsed(text)).toThrow('The alias __typename is reserved.');
    expect(() => parsed(text)).toThrow(code('GRAPHQL_VALIDATION_FAILED'));
  });

  it('that asks for __typename under its own name, or another, is not', () => {
    expect(() => parsed('{ me { __typename: __typename kind: __typename } }')).not.toThrow();
  });

  it('with too many tokens is refused by their number, whatever graphql-js calls it', () => {
    const text = `{ ${'a '.repeat(DEFAULT_LIMITS.tokens)} }`;
    expect(() => parsed(text)).toThrow(`The query has more than ${DEFAULT_LIMITS.tokens} tokens.`);
    expect(() => parsed(text)).toThrow(code('QUERY_TOO_LARGE'));
  });
});
