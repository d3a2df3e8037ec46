import { createCity } from '@citygraph/city';
import { anonymous, testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { seedAdminDivisions } from '../admin-division/admin-division.seed.ts';
import { government } from '../index.ts';

const city = testSubgraph(government, { seed: (em) => seedAdminDivisions(em, createCity({ scale: 0.0001 })) });
const FIELDS = 'id kind name divisionPrefix division { code name }';

it('lists the city and its six pilot towns, each with the prefix of its codes', async () => {
  const { data, errors } = await city.as(anonymous()).run(`{ tenants { ${FIELDS} } }`);
  expect(errors).toBeUndefined();
  const [whole, ...towns] = data.tenants;
  expect(whole).toMatchObject({ kind: 'CITY', name: '长春市', divisionPrefix: '2201', division: { code: '220100' } });
  expect(towns).toHaveLength(6);
  for (const { kind, divisionPrefix, division } of towns) {
    expect({ kind, divisionPrefix }).toEqual({ kind: 'PILOT_TOWN', divisionPrefix: division.code });
    expect(division.code).toMatch(/^2201\d{5}$/);
  }
  expect(towns.map(({ name }: { name: string }) => name.slice(0, 2)).sort()).toEqual(
    ['兰家', '劝农', '卡伦', '合隆', '合心', '奢岭'].sort(),
  );
});

it('resolves a tenant by its key, and nothing by the key of a division that is none', async () => {
  const ask = (id: string) => city.as(anonymous()).entity('Tenant', { id }, FIELDS);
  expect((await ask('tnt_220100')).data).toMatchObject({ kind: 'CITY' });
  for (const id of ['tnt_220102', '220100', 'tnt_']) expect((await ask(id)).data).toBeNull();
});
