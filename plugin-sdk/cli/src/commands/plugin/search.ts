import { string as argument } from '@oclif/core/args';
import { integer } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import type { Hub } from '../../hub/hub.ts';
import { pages } from '../../operations/pages.ts';
import { type ListedPlugin, nodesOf, PLUGINS } from '../../operations/plugin.ts';
import { CITY_SCHEMA } from '../../operations/schema.ts';
import { table } from '../../output/table.ts';
import { titleFor } from '../../plugin/title-for.ts';
import type { Added } from '../../plugin/what-a-plugin-adds.ts';

/** Plugins a question may ask for. */
const PAGE = 100;

export const command = defineCommand({
  args: { text: argument() },
  flags: { last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    [
      'citygraph plugin search',
      { en: 'All plugins, with the fields that your app gets by each', zh: '所有插件，以及应用可从中得到的字段' },
    ],
    [
      'citygraph plugin search AdminDivision',
      { en: 'Those that add something to districts', zh: '为区划增加内容的插件' },
    ],
    [
      'citygraph plugin search "air quality" --json',
      {
        en: 'By words of names, texts, publishers and fields, for a program',
        zh: '按名称、说明、发布者和字段中的词查找，供程序使用',
      },
    ],
  ],
  async run({ args, flags, world, hub: open, m }) {
    const hub = await open();
    const words = (args.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const adds = await addedByEach(hub);
    const all = (await everyPlugin(hub)).map((plugin) => ({ ...plugin, adds: adds(plugin) }));
    const found = all.filter((plugin) => words.every((word) => saidOf(plugin).includes(word)));
    const shown = found.slice(0, flags.last);
    const rows = shown.map((plugin) => [
      plugin.name,
      titleFor(plugin, { flags, world }),
      plugin.publisher?.handle,
      plugin.adds.fields.join(' '),
    ]);
    const heads = [m('label.plugin'), m('label.name'), m('label.publisher'), m('label.fields')];
    // Who is not signed in may not see the schema, and by it what each plugin adds.
    const unseen = hub.isSignedIn ? [] : [m('say.sign-in-for-fields')];
    return {
      data: { plugins: shown, matching: found.length },
      text:
        rows.length === 0
          ? [args.text ? m('say.no-plugin', { text: args.text }) : m('say.nothing-yet'), ...unseen]
          : [
              ...table(heads, rows),
              ...(found.length > shown.length ? [m('say.more-plugins', { count: found.length - shown.length })] : []),
              ...unseen,
            ],
    };
  },
});

/** The registry has no search of its own: its whole list is a few hundred bytes a plugin. */
async function everyPlugin(hub: Hub): Promise<ListedPlugin[]> {
  const all: ListedPlugin[] = [];
  const ask = async (after: string | null) => (await hub.ask(PLUGINS, { first: PAGE, after })).plugins;
  for await (const page of pages(ask)) all.push(...nodesOf(page));
  return all;
}

/** What each plugin adds to the graph that everybody is served; nothing where it is not served, or who asks may not see the schema. */
async function addedByEach(hub: Hub): Promise<(plugin: ListedPlugin) => Added> {
  const { whatAPluginAdds } = await import('../../plugin/what-a-plugin-adds.ts');
  const { citySchema } = hub.isSignedIn ? await hub.ask(CITY_SCHEMA, {}) : { citySchema: null };
  const documents = new Map((citySchema?.subgraphs ?? []).map(({ name, sdl }) => [name, sdl]));
  return ({ name, namespace }) => {
    const sdl = documents.get(name) ?? null;
    return sdl === null ? { fields: [], types: [] } : whatAPluginAdds(sdl, namespace);
  };
}

const saidOf = (plugin: ListedPlugin & { readonly adds: Added }): string => {
  const { name, title, titleZh, description, descriptionZh, publisher, adds } = plugin;
  const texts = [name, title, titleZh, description, descriptionZh, publisher?.handle];
  return [...texts, ...adds.fields, ...adds.types].join('\n').toLowerCase();
};
