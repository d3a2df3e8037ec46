import { relative, resolve } from 'node:path';
import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { type CommandContext, defineCommand } from '../../define-command.ts';
import { facts } from '../../output/table.ts';
import { manifestAbove } from '../../plugin/find-manifest.ts';
import { fetchNames } from '../../plugin/granted-names.ts';
import { readProject } from '../../plugin/project.ts';
import { loadTesting } from '../../plugin/project-package.ts';
import { writeCity } from '../../schema/city-folder.ts';
import { fetchCity } from '../../schema/fetch-city.ts';
import { SCHEMA_FLAG, schemaFolder } from '../../schema/schema-flag.ts';
import { writeFileWhole } from '../../settings/write-file.ts';

export const command = defineCommand({
  flags: { ...SCHEMA_FLAG, types: string() },
  examples: [
    [
      'citygraph schema fetch',
      {
        en: 'The city’s schema into .citygraph/schema, where check and dev look',
        zh: '将城市模式写入 .citygraph/schema，供 plugin check 与 plugin dev 使用',
      },
    ],
    ['citygraph schema fetch --schema ./city', { en: 'Into another folder', zh: '写入另一个目录' }],
    [
      'citygraph schema fetch --types src/city.ts --hub https://hub.example',
      {
        en: 'And TypeScript for your resolvers: your types, and the city’s entities that you join',
        zh: '并为解析器生成 TypeScript：您的类型和所加入的城市实体',
      },
    ],
  ],
  async run({ flags, world, hub, m, warn }) {
    const folder = await schemaFolder(world.cwd, flags.schema);
    const from = await hub();
    const city = await fetchCity(from);
    await writeCity(folder, city);
    const manifestPath = await manifestAbove(world.cwd);
    if (manifestPath !== null) await fetchNames(from, manifestPath, { warn, world });
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
