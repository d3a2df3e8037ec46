import { defineCommand } from '../../define-command.ts';
import { type Line, textOf } from '../../output/line.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { readCity } from '../../schema/city-folder.ts';
import { cityFolder } from '../../schema/city-of-project.ts';
import { fetchCity } from '../../schema/fetch-city.ts';
import { SCHEMA_FLAG } from '../../schema/schema-flag.ts';

export const command = defineCommand({
  flags: SCHEMA_FLAG,
  examples: [
    ['citygraph schema diff', { en: 'What changed at the hub since the snapshot', zh: '快照之后平台的变化' }],
    ['citygraph schema diff --schema ./city', { en: 'Since another snapshot', zh: '与另一份快照比较' }],
    [
      'citygraph schema diff --json',
      { en: 'Which subgraphs changed, for a pipeline', zh: '哪些子图有变化，供流水线使用' },
    ],
  ],
  async run({ flags, world, hub, m }) {
    const kept = await readCity((await cityFolder(world.cwd, flags.schema)).folder);
    const now = await fetchCity(await hub());
    const names = [...new Set([...kept.subgraphs, ...now.subgraphs].map(({ name }) => name))].sort();
    const text = (city: typeof now, name: string): string => city.subgraphs.find((one) => one.name === name)?.sdl ?? '';
    const changed = names.flatMap((name) => {
      const lines = lineDiff(text(kept, name), text(now, name));
      return lines.length === 0 ? [] : [{ name, lines }];
    });
    return {
      data: {
        equal: changed.length === 0,
        from: { version: kept.version, digest: kept.digest },
        to: { version: now.version, digest: now.digest },
        changed: changed.map(({ name, lines }) => ({
          subgraph: name,
          lines: lines.map(textOf),
        })),
      },
      text:
        changed.length === 0
          ? [m('say.no-difference', { against: now.version })]
          : changed.flatMap(({ name, lines }): Line[] => [{ tone: 'strong', text: name }, ...lines]),
    };
  },
});
