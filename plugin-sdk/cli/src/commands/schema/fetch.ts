import { relative, resolve } from 'node:path';
import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { type CommandContext, defineCommand } from '../../define-command.ts';
import type { Hub } from '../../hub/hub.ts';
import { facts } from '../../output/table.ts';
import { manifestAbove } from '../../plugin/find-manifest.ts';
import { namesGrantedTo, rememberNames } from '../../plugin/granted-names.ts';
import { readManifestFile, readProject } from '../../plugin/project.ts';
import { loadTesting } from '../../plugin/project-package.ts';
import { writeCity } from '../../schema/city-folder.ts';
import { fetchCity } from '../../schema/fetch-city.ts';
import { SCHEMA_FLAG, schemaFolder } from '../../schema/schema-flag.ts';
import { writeFileWhole } from '../../settings/write-file.ts';

export const command = defineCommand({
  flags: { ...SCHEMA_FLAG, types: string() },
  examples: [
    ['citygraph schema fetch', 'The city’s schema into .citygraph/schema, where check and dev look'],
    ['citygraph schema fetch --schema ./city', 'Into another folder'],
    [
      'citygraph schema fetch --types src/city.ts --hub https://hub.example',
      'And TypeScript for your resolvers: your types, and the city’s entities that you join',
    ],
  ],
  async run({ flags, world, hub, m, warn }) {
    const folder = await schemaFolder(world.cwd, flags.schema);
    const from = await hub();
    const city = await fetchCity(from);
    await writeCity(folder, city);
    await rememberGranted(world.cwd, from).catch((error: unknown) => {
      if (!(error instanceof CommandError) || world.signal.aborted) throw error;
      // The schema is there, whole: what checks know less is one's own granted names.
      const { key, values, message } = error;
      warn('warning.no-granted-names', { reason: key === null ? message : [key, values] });
    });
    const types = flags.types === undefined ? null : resolve(world.cwd, flags.types);
    if (types !== null) await writeFileWhole(types, await typesFor(world.cwd, folder, warn));
    const { version, digest, subgraphs } = city;
    const shown = relative(world.cwd, folder) || '.';
    const file = types && relative(world.cwd, types);
    return {
      data: { version, digest, folder: shown, subgraphs: subgraphs.map(({ name, kind }) => ({ name, kind })), file },
      text: facts([
        [m('label.version'), version],
        [m('label.subgraphs'), subgraphs.length],
        [m('label.folder'), shown],
        ...(file === null ? [] : [[m('label.file'), file] as const]),
      ]),
    };
  },
});

/** With the schema come the names that the plugin's publisher may use beyond its namespace: both are what checks judge by. */
async function rememberGranted(cwd: string, hub: Hub): Promise<void> {
  const path = await manifestAbove(cwd);
  if (path === null) return;
  const { publisher } = (await readManifestFile(path, relative(cwd, path))).manifest;
  await rememberNames(path, { publisher, names: await namesGrantedTo(hub, publisher) });
}

/** What the plugin of this folder is written in, by the version of the testing package that it has. */
async function typesFor(cwd: string, cityFolder: string, warn: CommandContext['warn']): Promise<string> {
  const { folder, sdl, sdlFile } = await readProject(cwd, {});
  const { generateEntityTypes, readCitySchema } = await loadTesting(folder, warn);
  try {
    return generateEntityTypes({ sdl, city: readCitySchema(cityFolder) });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'GraphQLError') throw error;
    throw new CommandError('USAGE', 'error.usage', { reason: `${sdlFile}: ${error.message}` });
  }
}
