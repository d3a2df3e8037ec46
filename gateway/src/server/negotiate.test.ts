import { describe, expect, it } from '@jest/globals';
import { GRAPHQL_RESPONSE, JSON_TYPE, namesJson, negotiate } from './negotiate.ts';

describe('negotiate', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['application/graphql-response+json', GRAPHQL_RESPONSE],
    ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_RESPONSE],
    ['application/graphql-response+json;q=0.1, application/json', JSON_TYPE],
    ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', GRAPHQL_RESPONSE],
    ['text/html, */*;q=0.1', JSON_TYPE],
    ['application/json; charset=latin1', null],
    ['application/json;q=0', null],
    ['text/html', null],
  ])('%s → %s', (accept, type) => {
    expect(negotiate(accept)).toBe(type);
  });

  it('sees when a client names JSON', () => {
    expect([namesJson('text/html, application/json;q=0.2'), namesJson('*/*'), namesJson(undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
