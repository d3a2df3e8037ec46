import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { asks } from '../testing/people-who-ask.ts';
import { NOW, seedTwoFamilies } from '../testing/two-families.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });

it('shows anybody an address, its position and its divisions upwards', async () => {
  const { data, errors } = await city
    .as(asks.nobody)
    .run(
      '{ place(id: "plc_ada") { addressText location division { code level parent { code parent { name parent { name } } } } } }',
    );
  expect(errors).toBeUndefined();
  expect(data?.place).toEqual({
    addressText: '一号',
    location: {
      type: 'Point',
      coordinates: [125.32, 43.88],
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
    },
    division: {
      code: '220102001001',
      level: 'village',
      parent: { code: '220102', parent: { name: '长春市', parent: null } },
    },
  });
});

it('knows nothing of a key that is not in the directory', async () => {
  expect((await city.as(asks.nobody).run('{ place(id: "plc_none") { id } }')).data?.place).toBeNull();
});

it.each<[string, Record<string, string>, string]>([
  ['Place', { id: 'plc_ada' }, 'addressText'],
  ['AdminDivision', { code: '220102' }, 'name'],
  ['Agency', { uscc: '11220100MB1C101566' }, 'name'],
  ['Parcel', { id: 'prc_1' }, 'landUseCode'],
])('resolves a reference to a %s', async (typename, key, field) => {
  const { data, errors } = await city.as(asks.nobody).entity(typename, key, field);
  expect(errors).toBeUndefined();
  expect(data[field]).toEqual(expect.any(String));
});
