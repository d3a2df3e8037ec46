import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdmission } from '@citygraph/admission';
import { manifestFaults, type PluginManifest } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { bundledCity } from './city/read-city.ts';
import { type CreatePluginOptions, createPlugin } from './create-plugin.ts';

const house = fileURLToPath(new URL('../../../', import.meta.url));
const OPENAPI = fileURLToPath(new URL('./testing/parking.openapi.yaml', import.meta.url));
const { entities, subgraphs } = await bundledCity();

let within: string;
beforeAll(async () => {
  within = await mkdtemp(join(tmpdir(), 'citygraph-create-'));
});
afterAll(() => rm(within, { recursive: true }));

let count = 0;
const create = async (options: Partial<CreatePluginOptions> & { template: string }) => {
  count += 1;
  return createPlugin({ name: `plugin-no${count}`, within, ...options });
};
const textOf = (folder: string, file: string) => readFile(join(folder, file), 'utf8');

describe('a plugin as it is written', () => {
  it('is a folder like another one, and not for its owner alone', async () => {
    const { folder } = await create({ template: 'standalone' });
    expect((await stat(folder)).mode & 0o777).toBe(0o777 & ~process.umask());
  });

  const admission = createAdmission();
  afterAll(() => admission.close());
  const base = async () =>
    Promise.all(
      subgraphs.map(async (name) => ({
        name,
        url: `http://${name}.internal/graphql`,
        sdl: await readFile(join(house, 'subgraphs', name, 'schema.graphql'), 'utf8'),
      })),
    );

  type Case = [string, Partial<CreatePluginOptions> & { template: string }];
  it.each<Case>([
    ...entities.map(({ name }): Case => [`on ${name}`, { template: 'entity', entity: name }]),
    ['of types of its own', { template: 'standalone' }],
    ['over a service', { template: 'rest', openapi: OPENAPI }],
  ])('%s passes the hub’s checks untouched', async (_, options) => {
    const { folder, namespace } = await create(options);
    const manifest = parse(await textOf(folder, 'citygraph.yaml')) as PluginManifest;
    expect(manifestFaults(manifest)).toEqual([]);
    const { findings, egress } = await admission.judge({
      base: await base(),
      plugin: {
        name: manifest.subgraph,
        url: manifest.runtime.stable.url,
        sdl: await textOf(folder, 'schema.graphql'),
      },
      namespace,
      claims: [],
      manifest: { data: manifest.permissions.data.map(({ coordinate }) => coordinate) },
    });
    expect(findings).toEqual([]);
    expect(egress.undeclared).toEqual([]);
  });

  it('leaves no placeholder in any file', async () => {
    const texts: string[] = [];
    for (const options of [
      { template: 'entity' },
      { template: 'standalone' },
      { template: 'rest', openapi: OPENAPI },
    ]) {
      const { folder, files } = await create(options);
      for (const file of files) texts.push(file, await textOf(folder, file));
    }
    expect(texts.filter((text) => /__[a-z]\w*?__/i.test(text))).toEqual([]);
  });

  it('has what a project has, under the names that tools look for', async () => {
    const { files } = await create({ template: 'entity' });
    expect([...files].sort()).toEqual([
      '.dockerignore',
      '.gitattributes',
      '.github/workflows/plugin.yml',
      '.gitignore',
      '.gitlab-ci.yml',
      'AGENTS.md',
      'Dockerfile',
      'README.md',
      'citygraph.yaml',
      'package.json',
      'schema.graphql',
      'src/main.ts',
      'src/plugin.ts',
      'src/readings.ts',
      'test/plugin.test.ts',
      'tsconfig.json',
    ]);
  });

  it('has pipelines that are YAML and check what the scripts check', async () => {
    const { folder } = await create({ template: 'standalone' });
    const github = parse(await textOf(folder, '.github/workflows/plugin.yml'));
    const steps: { run?: string }[] = github.jobs.check.steps;
    const checks = ['npm run types', 'npm test', 'npm run check'];
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual(['npm ci', ...checks]);
    expect(parse(await textOf(folder, '.gitlab-ci.yml')).check.script).toEqual(checks);
  });

  it('has a GitLab pipeline whose words are GitLab’s, and that publishes as GitHub’s does', async () => {
    const { folder } = await create({ template: 'standalone' });
    const { image, stages, cache, before_script, ...jobs } = parse(await textOf(folder, '.gitlab-ci.yml'));
    // https://docs.gitlab.com/ci/yaml/: what is no keyword is a job, and a job has a script of lines and a stage of the list.
    expect({ image, cache }).toEqual({
      image: expect.any(String),
      cache: { key: { files: ['package-lock.json'] }, paths: ['.npm/'] },
    });
    expect(before_script).toEqual([expect.stringMatching(/^npm ci /)]);
    expect(Object.keys(jobs)).toEqual(['check', 'publish']);
    for (const { stage, script, rules = [], ...rest } of Object.values(jobs) as Record<string, unknown>[]) {
      expect(stages).toContain(stage);
      expect((script as unknown[]).every((line) => typeof line === 'string' && line !== '')).toBe(true);
      expect((rules as object[]).every((rule) => Object.keys(rule).join() === 'if')).toBe(true);
      expect(rest).toEqual({});
    }
    const github = parse(await textOf(folder, '.github/workflows/plugin.yml'));
    const lines = (github.jobs.publish.steps as { run?: string }[]).flatMap(({ run }) => run ?? []);
    expect(jobs.publish.script).toEqual(lines.slice(1));
    // Only tags are published, with both: every push would publish its version.
    expect(jobs.publish.rules).toEqual([{ if: '$CI_COMMIT_TAG' }]);
    expect(github.jobs.publish.if).toBe("startsWith(github.ref, 'refs/tags/')");
  });

  it('tells editors where the manifest’s schema is', async () => {
    const { folder } = await create({ template: 'standalone' });
    const [first] = (await textOf(folder, 'citygraph.yaml')).split('\n');
    const path = /\$schema=\.\/node_modules\/@citygraph\/contract\/(.+)$/.exec(first ?? '')?.[1] ?? '';
    const schema = JSON.parse(await readFile(join(house, 'plugin-sdk/contract', path), 'utf8'));
    expect(schema.title).toContain('citygraph.yaml');
  });
});

describe('what cannot be written', () => {
  it.each<[string, Partial<CreatePluginOptions> & { template: string }, RegExp]>([
    ['a template that is none', { template: 'entitiy' }, /Did you mean entity\?/],
    ['a template far from all', { template: 'quantum' }, /There are entity, standalone, rest/],
    ['an entity that the city has not', { template: 'entity', entity: 'AdminDivison' }, /Did you mean AdminDivision\?/],
    ['an entity that is not shared', { template: 'entity', entity: 'CityEvent' }, /that plugins may extend/],
    ['a name in capitals', { template: 'entity', name: 'Air Quality' }, /Did you mean air-quality\?/],
    ['a name of one letter', { template: 'entity', name: 'a' }, /3 to 31 small letters/],
    ['a name that leads elsewhere', { template: 'entity', name: '../aqi' }, /3 to 31 small letters/],
    ['a department’s name', { template: 'entity', name: 'energy' }, /reserved/],
    ['a name of the machinery', { template: 'entity', name: 'gateway' }, /reserved/],
    ['a namespace with a hyphen', { template: 'entity', namespace: 'air-q' }, /3 to 16 small letters/],
    ['a namespace that mixes with the city’s names', { template: 'entity', namespace: 'farm' }, /the city's own Farm/],
    ['a publisher that is no handle', { template: 'entity', publisher: 'Air Lab' }, /Did you mean air-lab\?/],
    ['an entity where none is extended', { template: 'standalone', entity: 'Place' }, /leave --entity out/],
    ['a document where none is read', { template: 'entity', openapi: 'x.yaml' }, /leave --openapi out/],
    ['a service without its document', { template: 'rest' }, /needs --openapi/],
    ['schemas that are not there', { template: 'entity', schema: '/nowhere' }, /ENOENT.*schema fetch/],
  ])('%s is a sentence, and nothing is left', async (_, options, message) => {
    const before = await readdir(within);
    await expect(create(options)).rejects.toThrow(message);
    expect(await readdir(within)).toEqual(before);
  });

  it('a folder that has something in it stays as it was', async () => {
    await mkdir(join(within, 'occupied'));
    await writeFile(join(within, 'occupied', 'mine.txt'), 'mine');
    await expect(create({ template: 'entity', name: 'occupied' })).rejects.toThrow(/is not empty/);
    expect(await readdir(join(within, 'occupied'))).toEqual(['mine.txt']);
  });

  it('a file in its place is named', async () => {
    await writeFile(join(within, 'a-file'), '');
    await expect(create({ template: 'entity', name: 'a-file' })).rejects.toThrow(/is a file/);
  });

  it('a place where no folder can be is named', async () => {
    await writeFile(join(within, 'no-folder'), '');
    await expect(create({ template: 'entity', within: join(within, 'no-folder', 'deeper') })).rejects.toThrow(
      /is a file|cannot be written/,
    );
  });

  it('an empty folder is filled', async () => {
    await mkdir(join(within, 'empty'));
    const { folder } = await create({ template: 'entity', name: 'empty' });
    expect(await readdir(folder)).toContain('citygraph.yaml');
  });

  it.each([
    ['interrupted while it is written', true],
    ['whose packages cannot be got because somebody interrupts', false],
  ])('a plugin %s leaves nothing', async (_, early) => {
    const before = await readdir(within);
    const interruption = new AbortController();
    if (early) interruption.abort();
    const finish = async () => interruption.abort();
    await expect(create({ template: 'entity', signal: interruption.signal, finish })).rejects.toThrow();
    expect(await readdir(within)).toEqual(before);
  });
});

describe('the city that it is written for', () => {
  it('may be a fetched one', async () => {
    const schema = join(within, 'snapshot');
    await mkdir(schema);
    await writeFile(
      join(schema, 'moon.graphql'),
      'type Query { crater(id: ID!): Crater } type Crater @key(fields: "id") @extensible { id: ID! @sensitivity(level: "S2") }',
    );
    const { folder } = await create({ template: 'entity', entity: 'Crater', schema });
    expect(await textOf(folder, 'test/plugin.test.ts')).toContain('{ crater(id: "example-1") { id ');
    expect(parse(await textOf(folder, 'citygraph.yaml')).permissions.data).toMatchObject([
      { class: 'S2', coordinate: 'Crater.id' },
    ]);
  });

  it('is the one whose schemas are committed', () => {
    expect(entities.map(({ name }) => name)).toContain('AdminDivision');
    expect(entities.filter(({ path }) => path.length === 0)).toEqual([]);
  });
});
