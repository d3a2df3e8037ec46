import { relative, resolve } from 'node:path';
import { defineCommand } from '../../define-command.ts';
import { facts } from '../../output/table.ts';
import { writeCity } from '../../schema/city-folder.ts';
import { fetchCity } from '../../schema/fetch-city.ts';
import { CITY_FOLDER, SCHEMA_FLAG } from '../../schema/schema-flag.ts';

export const command = defineCommand({
  flags: SCHEMA_FLAG,
  examples: [
    ['citygraph schema fetch', 'The city’s schema into .citygraph/schema, where check and dev look'],
    ['citygraph schema fetch --schema ./city', 'Into another folder'],
    ['citygraph schema fetch --hub https://hub.example --json', 'From another hub'],
  ],
  async run({ flags, world, hub, m }) {
    const folder = resolve(world.cwd, flags.schema ?? CITY_FOLDER);
    const city = await fetchCity(await hub());
    await writeCity(folder, city);
    const { version, digest, subgraphs } = city;
    const shown = relative(world.cwd, folder) || '.';
    return {
      data: { version, digest, folder: shown, subgraphs: subgraphs.map(({ name, kind }) => ({ name, kind })) },
      text: facts([
        [m('label.version'), version],
        [m('label.subgraphs'), subgraphs.length],
        [m('label.folder'), shown],
      ]),
    };
  },
});
