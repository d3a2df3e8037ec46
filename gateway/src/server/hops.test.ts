import { departmentSchemaHead } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSmallCity, type SmallCity } from '../testing/small-city.ts';

let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity({
    vendors: [
      {
        name: 'air',
        sdl: `${departmentSchemaHead()} type Query { air_station: String @sensitivity(level: "S1") }`,
        resolvers: { Query: { air_station: () => 'north' } } as never,
      },
    ],
  });
});
afterAll(() => city.close());

const ask = (hops?: string) =>
  city.ask(
    '{ air_station school(code: "s1") { name } }',
    hops === undefined ? {} : { headers: { 'citygraph-hops': hops } },
  );

describe('the number of hubs behind a request', () => {
  it.each([
    [undefined, '1'],
    ['0', '1'],
    ['1', '2'],
  ])('is one more for a vendor: %s, %s', async (said, told) => {
    city.forget();
    expect((await ask(said)).errors).toEqual([]);
    expect(city.vendors[0]?.received.map(({ headers }) => headers['citygraph-hops'])).toEqual([told]);
    expect(city.education.received.map(({ headers }) => headers['citygraph-hops'])).toEqual([undefined]);
  });

  it.each([
    ['2', 508],
    ['99', 508],
    ['-1', 400],
    ['1e1', 400],
    ['a loop', 400],
    ['1, 1', 400],
  ])('is refused as %j with %i, before anything is asked', async (said, status) => {
    city.forget();
    const answer = await ask(said);
    expect(answer).toMatchObject({ status, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(city.vendors[0]?.received).toEqual([]);
  });
});
