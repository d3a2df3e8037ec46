import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { LAND, parties, seedOneProject } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';

const city = testSubgraph(government, { seed: seedOneProject, now: NOW });

const ids = async (variables: Record<string, unknown>) => {
  const { data, errors } = await city
    .as(parties.nobody)
    .run('query ($t: String, $a: Audience) { publicServices(text: $t, audience: $a) { id } }', variables);
  expect(errors).toBeUndefined();
  return data?.publicServices.map(({ id }: { id: string }) => id).sort();
};

it.each<[string, Record<string, unknown>, string[]]>([
  ['everything', {}, ['svc_impact', 'svc_plan', 'svc_relief', 'svc_site']],
  ['by part of the name', { t: '规划' }, ['svc_plan']],
  ['by audience', { a: 'CITIZEN' }, ['svc_relief']],
  ['by both', { t: '审批', a: 'CITIZEN' }, []],
  ['a wildcard as the character it is', { t: '%' }, []],
  ['a blank text as none', { t: ' ', a: 'CITIZEN' }, ['svc_relief']],
])('finds %s', async (_what, variables, found) => {
  expect(await ids(variables)).toEqual(found);
});

it('says whose it is, how long it takes and what to bring', async () => {
  const { data } = await city
    .as(parties.nobody)
    .entity(
      'PublicService',
      { id: 'svc_relief' },
      'name audience statutoryDays committedDays requiredEvidence agency { name }',
    );
  expect(data).toEqual({
    name: '临时救助',
    audience: 'CITIZEN',
    statutoryDays: 15,
    committedDays: 8,
    requiredEvidence: ['困难情况说明', '身份证'],
    agency: { name: '长春市民政局' },
  });
});

it('pages services by name, and finds those of one agency', async () => {
  const ask = async (args: string) => {
    const { data, errors } = await city
      .as(parties.nobody)
      .run(`{ publicServicesConnection(${args}) { nodes { id name } pageInfo { hasNextPage endCursor } } }`);
    expect(errors).toBeUndefined();
    return data.publicServicesConnection;
  };
  const all: { id: string; name: string }[] = (await ask('first: 100')).nodes;
  const first = await ask('first: 3');
  expect(first.nodes).toEqual(all.slice(0, 3));
  const rest = await ask(`first: 3, after: "${first.pageInfo.endCursor}"`);
  expect([rest.nodes, rest.pageInfo.hasNextPage]).toEqual([all.slice(3), false]);
  expect((await ask(`agency: "${LAND}"`)).nodes).toMatchObject([{ id: 'svc_plan' }]);
  expect((await ask(`agency: "${LAND}", audience: CITIZEN`)).nodes).toEqual([]);
});
