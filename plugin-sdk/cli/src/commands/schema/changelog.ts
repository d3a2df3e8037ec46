import { integer, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { listed } from '../../operations/listed.ts';
import { DECISIONS } from '../../operations/plugin.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  flags: { plugin: string(), last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    ['citygraph schema changelog', 'What was decided about the graph, the latest first'],
    ['citygraph schema changelog --plugin aqi', 'About one plugin'],
    ['citygraph schema changelog --last 100 --json', 'For a program'],
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
