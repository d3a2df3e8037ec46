import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, asks } from '../testing/people-who-ask.ts';
import { NOW, seedTwoFamilies } from '../testing/two-families.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });
const vin = 'LFV2A21K6A3000017';

it.each<[Asker, string]>([
  ['nobody', 'UNAUTHENTICATED'],
  ['ada', '吉A12345'],
  ['dan', 'FORBIDDEN'],
  ['eve', 'FORBIDDEN'],
  ['caseOfficer', '吉A12345'],
  ['officerOfOtherTown', 'FORBIDDEN'],
])('answers %s about a plate with %s', async (who, answer) => {
  const { data, errors } = await city.as(asks[who]).entity('Vehicle', { vin }, 'class electronicPlate owner { id }');
  expect(errors?.[0]?.extensions.code ?? data.electronicPlate).toBe(answer);
  expect(data.class).toBe('passenger-car');
});

it('knows nothing of a VIN that is not registered', async () => {
  expect((await city.as(asks.ada).entity('Vehicle', { vin: 'LFV2A21K6A3000099' }, 'class')).data).toBeNull();
});
