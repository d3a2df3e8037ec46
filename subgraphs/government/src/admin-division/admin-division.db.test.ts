import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { asks } from '../testing/people-who-ask.ts';
import { NOW, seedTwoFamilies } from '../testing/two-families.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });
const ask = (code: string) =>
  city
    .as(asks.nobody)
    .run('query ($c: DivisionCode!) { adminDivision(code: $c) { name pilotTown parent { name } } }', { c: code });

it('finds a division by its code', async () => {
  expect((await ask('220102')).data?.adminDivision).toEqual({
    name: '南关区',
    pilotTown: false,
    parent: { name: '长春市' },
  });
});

it('finds a city by its short code', async () => {
  expect((await ask('2201')).data?.adminDivision.name).toBe('长春市');
});

it('answers null for a code that is well formed and not in force', async () => {
  const { data, errors } = await ask('220199');
  expect(errors).toBeUndefined();
  expect(data?.adminDivision).toBeNull();
});

it('says what a code looks like', async () => {
  const { errors } = await ask('22010');
  expect(errors?.[0]).toMatchObject({
    message: expect.stringMatching(/give 6 digits/),
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
