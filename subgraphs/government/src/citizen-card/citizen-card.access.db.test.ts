import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, asks } from '../testing/people-who-ask.ts';
import { NOW, seedTwoFamilies } from '../testing/two-families.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });

it.each<[Asker, string, string]>([
  ['nobody', 'card_ada', 'UNAUTHENTICATED'],
  ['ada', 'card_ada', 'ACTIVE'],
  ['ada', 'card_bo', 'ACTIVE'],
  ['dan', 'card_ada', 'FORBIDDEN'],
  ['eve', 'card_bo', 'FORBIDDEN'],
  ['eve', 'card_none', 'FORBIDDEN'],
  ['caseOfficer', 'card_ada', 'ACTIVE'],
  ['caseOfficer', 'card_bo', 'FORBIDDEN'],
  ['officerOfOtherTown', 'card_ada', 'FORBIDDEN'],
])('answers %s about %s with %s', async (who, id, answer) => {
  const { data, errors } = await city.as(asks[who]).entity('CitizenCard', { id }, 'id status functions');
  expect(errors?.[0]?.extensions.code ?? data.status).toBe(answer);
  expect(data.id).toBe(id);
});

it('says what a card is switched on for', async () => {
  const { data } = await city.as(asks.ada).run('{ me { citizenCard { status functions } } }');
  expect(data?.me.citizenCard).toEqual({ status: 'ACTIVE', functions: ['TRANSIT', 'PAYMENT'] });
});
