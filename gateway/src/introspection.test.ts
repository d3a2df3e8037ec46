import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';

let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity({ gateway: { introspection: 'signed-in' } });
});
afterAll(() => city.close());

const told = async (query: string, options: object = {}) =>
  (await city.ask(query, options)).errors.map(({ message }) => message);

describe('a gateway that is introspected by those who signed in', () => {
  it('answers them, and nobody else', async () => {
    expect(await told('{ __schema { queryType { name } } }')).toEqual(['Sign in to introspect.']);
    expect(await told('{ __schema { queryType { name } } }', { as: PARENT })).toEqual([]);
  });

  it.each([
    ['a field', '{ schoolz { name } }', 'Cannot query field "schoolz" on type "Query".'],
    ['an argument', '{ school(cod: "s1") { name } }', 'Unknown argument "cod" on field "Query.school".'],
    ['a type', '{ parties { ... on Residant { id } } }', 'Unknown type "Residant".'],
    ['a type that has it', '{ parties { rating } }', 'Cannot query field "rating" on type "Party".'],
  ])('suggests no name to anybody else who misspells %s', async (_, query, message) => {
    expect(await told(query)).toContain(message);
    expect((await told(query)).join()).not.toContain('Did you mean');
    expect((await told(query, { as: PARENT })).join()).toContain('Did you mean');
  });
});
