import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { WORKLOADS } from '../../operations/workload.ts';
import { table } from '../../output/table.ts';
import { pluginName } from '../../plugin/plugin-name.ts';

export const command = defineCommand({
  flags: { plugin: string(), manifest: string() },
  examples: [
    ['citygraph workload list', 'Pipelines that may publish this folder’s plugin, and when each last did'],
    ['citygraph workload list --plugin aqi', 'Another plugin’s'],
    ['citygraph workload list --json', 'For a program that warns before one ends'],
  ],
  async run({ flags, world, hub, m }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const workloads = (await (await hub()).ask(WORKLOADS, { plugin })).workloads ?? [];
    const heads = ['id', m('label.name'), m('label.since'), m('label.until'), m('label.used'), m('label.ended')];
    const rows = workloads.map(({ id, name, madeAt, until, usedAt, revokedAt }) => [
      id,
      name,
      madeAt,
      until,
      usedAt,
      revokedAt,
    ]);
    return { data: workloads, text: workloads.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
  },
});
