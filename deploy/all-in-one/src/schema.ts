import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MANIFEST_SCHEMA } from '@citygraph/contract';
import { gatewayConfigSchema } from '@citygraph/gateway';
import { printSubgraph } from '@citygraph/kit';
import { cityFiles, citySchemaOf } from '@citygraph/plugin-testing';
import { registry } from '@citygraph/registry';
import { ENVELOPE_SCHEMA, withCommandPages } from 'citygraph';
import { describeCity } from 'create-citygraph-plugin';
import { composeDepartments } from './compose-departments.ts';
import { departments, members } from './departments.ts';

/**
 * `npm run schema`: writes the files that are generated and committed: each department's `schema.graphql`, the supergraph
 * they make, the city's schema that plugins are tested with and what newcomers must know of it, the JSON Schemas of the gateway's settings, of manifests and of what the command line
 * prints, the commands in its README, and the digests of migrations in `migrations.lock`. With `--check` it writes nothing and fails when one is out of date.
 */
const house = fileURLToPath(new URL('../../../', import.meta.url));
const check = process.argv.includes('--check');
const stale: string[] = [];

const city: Parameters<typeof citySchemaOf>[1][number][] = [];
for (const department of departments) {
  const sdl = await printSubgraph(department);
  await keep(`subgraphs/${department.name}/schema.graphql`, sdl);
  city.push({ name: department.name, kind: 'department', sdl });
}
await keep('plugin-sdk/create/city.json', `${JSON.stringify(describeCity(city), null, 1)}\n`);
const registrySdl = await printSubgraph(registry);
await keep('marketplace/registry/schema.graphql', registrySdl);
city.push({ name: registry.name, kind: 'registry', sdl: registrySdl });
const supergraphSdl = await composeDepartments(members);
await keep('deploy/services/supergraph.graphql', supergraphSdl);
for (const [file, text] of cityFiles({ ...citySchemaOf('bundled', city), supergraphSdl })) {
  await keep(`plugin-sdk/testing/city/${file}`, text);
}
await keep('gateway/config.schema.json', `${JSON.stringify(gatewayConfigSchema(), null, 2)}\n`);
await keep('plugin-sdk/contract/manifest.schema.json', `${JSON.stringify(MANIFEST_SCHEMA, null, 2)}\n`);
await keep('plugin-sdk/cli/envelope.schema.json', `${JSON.stringify(ENVELOPE_SCHEMA, null, 2)}\n`);
const commandReadme = 'plugin-sdk/cli/README.md';
await keep(commandReadme, await withCommandPages(await readFile(join(house, commandReadme), 'utf8')));
await keep('migrations.lock', await lockMigrations());

if (stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run \`npm run schema\` and commit the difference.`);
  process.exitCode = 1;
}

async function keep(path: string, text: string): Promise<void> {
  const file = join(house, path);
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return;
  if (check) stale.push(path);
  else await writeFile(file, text);
}

/** One line a migration, `digest  path`. A line that is there is law: its file may not change any more. */
async function lockMigrations(): Promise<string> {
  const rooms = [
    ...['kit', ...departments.map(({ name }) => name)].map((name) => `subgraphs/${name}`),
    'marketplace/registry',
  ];
  const locked = new Map(
    (await readFile(join(house, 'migrations.lock'), 'utf8').catch(() => ''))
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('  ').reverse() as [string, string]),
  );
  for (const room of rooms) {
    for (const name of await migrationFiles(room)) {
      const digest = createHash('sha256')
        .update(await readFile(join(house, name)))
        .digest('hex');
      const before = locked.get(name);
      if (before !== undefined && before !== digest) {
        console.error(`${name} was edited after it landed: undo that, and write a new migration.`);
        process.exitCode = 1;
      } else locked.set(name, digest);
    }
  }
  return [...locked]
    .sort()
    .map(([path, digest]) => `${digest}  ${path}\n`)
    .join('');
}

async function migrationFiles(room: string): Promise<string[]> {
  const folders = [join(room, 'migrations'), join(room, 'src/migrations')];
  const found: string[] = [];
  for (const folder of folders) {
    const names = await readdir(join(house, folder)).catch(() => []);
    found.push(
      ...names.filter((name) => /^[^.]+\.ts$/.test(name) && name !== 'index.ts').map((name) => `${folder}/${name}`),
    );
  }
  return found.sort();
}
