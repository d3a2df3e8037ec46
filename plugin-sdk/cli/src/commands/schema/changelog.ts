import { integer, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { listed } from '../../operations/listed.ts';
import { DECISIONS } from '../../operations/plugin.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  flags: { plugin: string(), last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    [
      'citygraph schema changelog',
      { en: 'What was decided about the graph, the latest first', zh: '关于图的决定，最新的在前' },
    ],
    ['citygraph schema changelog --plugin aqi', { en: 'About one plugin', zh: '关于某个插件' }],
    ['citygraph schema changelog --last 100 --json', { en: 'For a program', zh: '供程序使用' }],
  ],
  async run({ flags, hub, m, warn }) {
    const { graphDecisions } = await (await hub()).ask(DECISIONS, { plugin: flags.plugin ?? null, first: flags.last });
    const { nodes: decisions, hasMore } = listed(graphDecisions);
    if (hasMore) warn('warning.more', { count: decisions.length });
    const heads = ['#', m('label.since'), m('label.plugin'), m('label.act'), m('label.state'), m('label.release')];
    const rows = decisions.map((one) => [
      one.number,
      one.at,
      one.plugin,
      one.act,
      one.state,
      one.releaseDigest?.slice(0, 12),
    ]);
    return { data: decisions, text: decisions.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
  },
});
