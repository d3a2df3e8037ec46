import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { citySchemaAnswer, MANIFEST, writeSmallCity } from '../testing/a-plugin.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { HubSays } from '../testing/fake-hub.ts';
import { readCity } from './city-folder.ts';
import { describeCoordinate } from './describe-coordinate.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(() => desk.tidy());

const folder = () => join(desk.folder, '.citygraph/schema');
const offer = (texts: Readonly<Record<string, string>>, sequence = 1) =>
  desk.hub.on('citySchema', citySchemaAnswer(texts, sequence));

describe('the city’s schema', () => {
  it('is put into a folder, each subgraph held against its digest, and replaced as a whole', async () => {
    offer({ health: 'type Query { a: Int }', energy: 'type Query { b: Int }' });
    await desk.ask(['schema', 'fetch']);
    expect((await readdir(folder())).sort()).toEqual(['city.json', 'energy.graphql', 'health.graphql']);
    offer({ health: 'type Query { c: Int }' }, 2);
    expect((await desk.ask(['schema', 'fetch'])).envelope).toMatchObject({
      data: { version: 'graph 2', subgraphs: [{ name: 'health', kind: 'department' }] },
    });
    expect((await readdir(folder())).sort()).toEqual(['city.json', 'health.graphql']);
    expect((await readCity(folder())).subgraphs[0]?.sdl).toBe('type Query { c: Int }');
    expect(await readdir(join(desk.folder, '.citygraph'))).toEqual(['schema']);
  });

  it('is put into the plugin’s folder from wherever below it somebody stands', async () => {
    offer({ health: 'type Query { a: Int }' });
    await desk.write('citygraph.yaml', MANIFEST);
    await desk.write('src/plugin.ts', '');
    const below = { cwd: join(desk.folder, 'src') };
    expect((await desk.ask(['schema', 'fetch'], below)).envelope).toMatchObject({
      data: { folder: '../.citygraph/schema' },
    });
    expect((await desk.ask(['schema', 'diff'], below)).envelope).toMatchObject({ data: { equal: true } });
  });

  it('is there though the names that were granted are not to be had, and that is said', async () => {
    offer({ health: 'type Query { a: Int }' });
    await desk.write('citygraph.yaml', MANIFEST);
    desk.hub.on('nameClaims', () => {
      throw new HubSays('FORBIDDEN', 'You may not see this.');
    });
    const { exit, envelope } = await desk.ask(['schema', 'fetch']);
    expect([exit, envelope]).toMatchObject([
      0,
      {
        data: { version: 'graph 1' },
        warnings: [expect.stringMatching(/schema is there, but .* You may not see this\./)],
      },
    ]);
    expect((await readCity(folder())).subgraphs).toHaveLength(1);
  });

  it('is taken whole or not at all', async () => {
    const { subgraphs, ...city } = citySchemaAnswer({
      health: 'type Query { a: Int }',
      energy: 'type Query { b: Int }',
    });
    for (const some of [subgraphs.slice(1), [], null]) {
      desk.hub.on('citySchema', { ...city, subgraphs: some });
      const { exit, envelope } = await desk.ask(['schema', 'fetch']);
      expect([exit, envelope]).toMatchObject([
        1,
        { error: { code: 'BAD_ANSWER', message: expect.stringContaining('citySchema.digest') } },
      ]);
    }
    await expect(readdir(folder())).rejects.toThrow('ENOENT');
  });

  it('is compared with what the hub has now', async () => {
    offer({ health: 'type Query { a: Int }\n', energy: 'type Query { b: Int }\n' });
    await desk.ask(['schema', 'fetch']);
    expect((await desk.ask(['schema', 'diff'])).envelope).toMatchObject({ data: { equal: true, changed: [] } });
    offer({ health: 'type Query { a: String }\n', finance: 'type Query { b: Int }\n' });
    const { envelope } = await desk.ask(['schema', 'diff']);
    expect(envelope).toMatchObject({
      data: {
        equal: false,
        changed: [
          { subgraph: 'energy' },
          { subgraph: 'finance' },
          { subgraph: 'health', lines: ['- type Query { a: Int }', '+ type Query { a: String }'] },
        ],
      },
    });
  });

  it('explains a field: whose it is, its level, and who may see it', async () => {
    await writeSmallCity(folder());
    const city = await readCity(folder());
    const [name] = await describeCoordinate(city, 'Resident.name');
    expect(name).toMatchObject({
      subgraph: 'government',
      definition: 'name: String',
      labels: expect.arrayContaining([{ name: '@sensitivity', value: 'S3' }]),
    });
    expect((await describeCoordinate(city, 'AdminDivision')).map(({ subgraph }) => subgraph)).toContain('government');
    expect(await describeCoordinate(city, 'Nothing.here')).toEqual([]);
  });

  it('is the one that came with the testing package where nobody fetched any: there is no hub to ask', async () => {
    const testing = 'node_modules/@citygraph/plugin-testing';
    await desk.write(
      `${testing}/package.json`,
      '{"name":"@citygraph/plugin-testing","exports":{"./city/*":"./city/*"}}',
    );
    await desk.write('citygraph.yaml', MANIFEST);
    await writeSmallCity(join(desk.folder, testing, 'city'));
    const explained = await desk.run(['schema', 'explain', 'Resident.name']);
    expect(explained).toMatchObject({ exit: 0, out: expect.stringContaining('government') });
    expect(desk.hub.received).toEqual([]);
    offer({ health: 'type Query { a: Int }' });
    expect((await desk.ask(['schema', 'diff'])).envelope).toMatchObject({
      data: { equal: false, from: { version: 'test' } },
    });
  });

  it('suggests what was meant', async () => {
    await writeSmallCity(folder());
    const { envelope } = await desk.ask(['schema', 'explain', 'AdminDivison.name']);
    expect(envelope).toMatchObject({ error: { suggestions: ['Did you mean AdminDivision.name?'] } });
  });
});
