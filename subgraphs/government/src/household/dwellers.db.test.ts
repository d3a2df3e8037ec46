import { ANONYMOUS_VIEWER } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { Resident } from '../resident/resident.entity.ts';
import { NOW, seedTwoFamilies } from '../testing/two-families.ts';
import { dwellers } from './dwellers.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });
const ask = (...places: string[]) => dwellers(city.context(ANONYMOUS_VIEWER), { places });

it('are everybody of the households that live at a place, in two statements', async () => {
  const family = await city.em().find(Resident, { householdId: 'hh_ada' }, { orderBy: { id: 'asc' } });
  expect(family.length).toBeGreaterThan(1);
  expect(await ask('plc_ada', 'plc_nowhere')).toEqual({ plc_ada: family.map(({ id }) => id) });
  expect(await city.statements(() => ask('plc_ada', 'plc_gran', 'plc_nowhere'))).toBe(2);
});

it('are asked for five hundred places at a time', async () => {
  await expect(ask(...Array.from({ length: 501 }, (_, n) => `plc_${n}`))).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
