import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdmission } from '@citygraph/admission';
import { NAMES_FILE, readGrantedNames, readManifest } from '@citygraph/contract';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const house = fileURLToPath(new URL('../../../../', import.meta.url));
const here = join(house, 'examples/plugins');
const plugins = readdirSync(here, { withFileTypes: true })
  // Those in other languages have tests of their own language (e2e).
  .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'package.json')))
  .map(({ name }) => name);
const read = (plugin: string, file: string): string => readFileSync(join(here, plugin, file), 'utf8');

const base = [
  ...['government', 'health', 'education', 'agriculture', 'commerce', 'energy', 'finance'].map((name) => ({
    name,
    file: `subgraphs/${name}/schema.graphql`,
  })),
  { name: 'registry', file: 'marketplace/registry/schema.graphql' },
].map(({ name, file }) => ({
  name,
  url: `http://${name}.internal/graphql`,
  sdl: readFileSync(join(house, file), 'utf8'),
}));

const admission = createAdmission();
afterAll(() => admission.close());

describe.each(plugins)('the plugin %s', (plugin) => {
  it('passes its own tests, as its vendor runs them', () => {
    const tests = readdirSync(join(here, plugin, 'test')).filter((file) => file.endsWith('.test.ts'));
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--no-warnings', '--test', '--test-reporter=tap', ...tests.map((file) => `test/${file}`)],
      { cwd: join(here, plugin), encoding: 'utf8', env },
    );
    expect({ status, failed: `${stdout}${stderr}`.match(/^\s*not ok .*$/gm) ?? [] }).toEqual({ status: 0, failed: [] });
    expect(Number(stdout.match(/^# pass (\d+)$/m)?.[1])).toBeGreaterThan(10);
  });

  it('is admitted without a word, and declares exactly what it is sent', async () => {
    const manifest = readManifest(parse(read(plugin, 'citygraph.yaml')));
    const { data, persons = {} } = manifest.permissions;
    const { admitted, findings, egress } = await admission.judge({
      base,
      plugin: { name: manifest.subgraph, url: manifest.runtime.stable.url, sdl: read(plugin, 'schema.graphql') },
      namespace: manifest.namespace,
      claims: read(plugin, 'claims.txt')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#')),
      mintable: manifest.permissions.mints ?? [],
      manifest: { data: data.map(({ coordinate }) => coordinate), persons },
    });
    expect({ admitted, findings }).toEqual({ admitted: true, findings: [] });
    const sent = egress.items.filter(({ needsGrant }) => needsGrant).map(({ coordinate }) => coordinate);
    expect(data.map(({ coordinate }) => coordinate).sort()).toEqual([...new Set(sent)].sort());
  });

  it('keeps the names that it was granted where its own checks find them', () => {
    const granted = read(plugin, 'claims.txt')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const kept = existsSync(join(here, plugin, NAMES_FILE)) ? readGrantedNames(read(plugin, NAMES_FILE)) : null;
    expect([...(kept?.names ?? [])]).toEqual(granted.sort());
  });

  it('is made of what outsiders have', () => {
    const { dependencies, devDependencies = {}, scripts } = JSON.parse(read(plugin, 'package.json'));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['dev', 'check', 'test', 'types', 'start']));
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(['@citygraph/plugin-testing', 'citygraph']));
    const ours = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name.startsWith('@citygraph/'));
    expect(ours.filter((name) => !['@citygraph/plugin-sdk', '@citygraph/plugin-testing'].includes(name))).toEqual([]);
  });
});
