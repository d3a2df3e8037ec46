import { randomBytes } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import { type RunningSubgraph, seedOnce, serve } from './index.ts';
import { library } from './testing/library/library.ts';

const server = process.env.CITYGRAPH_TEST_MYSQL_URL ?? '';
const schema = `citygraph_test_replicas_${randomBytes(4).toString('hex')}`;
const running: RunningSubgraph[] = [];

afterAll(async () => {
  await Promise.all(running.map((replica) => replica.close()));
  const connection = await createConnection(server);
  await connection.query(`drop database if exists \`${schema}\``);
  await connection.end();
});

it('replicas that start at once on an empty database migrate and seed it once, and all serve', async () => {
  const seeded: boolean[] = [];
  const replica = () =>
    serve({
      subgraph: library,
      database: `${server}/${schema}`,
      verify: { audience: 'library', keys: () => [], secrets: () => [] },
      prepare: async (orm) => seeded.push((await seedOnce(orm, library, { seed: 1, scale: 0.001 })) !== null),
    });
  running.push(...(await Promise.all([replica(), replica(), replica(), replica()])));
  expect(seeded.filter(Boolean)).toHaveLength(1);
  const [one] = running;
  expect(await one?.orm.em.fork().execute('select count(*) as n from loan')).toEqual([{ n: 40 }]);
  expect(await one?.orm.em.fork().execute('select count(*) as n from city_seed')).toEqual([{ n: 1 }]);
  for (const { url } of running) expect((await fetch(url.replace('/graphql', '/readyz'))).status).toBe(200);
});
