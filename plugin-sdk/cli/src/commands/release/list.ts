import { integer, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { listed } from '../../operations/listed.ts';
import { RELEASES } from '../../operations/plugin.ts';
import { table } from '../../output/table.ts';
import { pluginName } from '../../plugin/plugin-name.ts';

export const command = defineCommand({
  flags: { plugin: string(), manifest: string(), last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    ['citygraph release list', { en: 'Of this folder’s plugin', zh: '此目录中插件的版本' }],
    [
      'citygraph release list --plugin aqi --last 5',
      { en: 'Of another, the last five', zh: '另一个插件最近的五个版本' },
    ],
    ['citygraph release list --json', { en: 'For a program', zh: '供程序使用' }],
  ],
  async run({ flags, world, hub, m, warn }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const { nodes: releases, hasMore } = listed(
      (await (await hub()).ask(RELEASES, { plugin, first: flags.last, after: null })).pluginReleases,
    );
    if (hasMore) warn('warning.more', { count: releases.length });
    const rows = releases.map(({ version, state, changedAt, digest }) => [
      version,
      state,
      changedAt,
      digest.slice(0, 12),
    ]);
    const heads = [m('label.version'), m('label.state'), m('label.since'), m('label.digest')];
    return { data: releases, text: releases.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
  },
});
