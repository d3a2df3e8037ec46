import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { WORKLOADS } from '../../operations/workload.ts';
import { table } from '../../output/table.ts';
import { pluginName } from '../../plugin/plugin-name.ts';

export const command = defineCommand({
  flags: { plugin: string(), manifest: string() },
  examples: [
    [
      'citygraph workload list',
      {
        en: 'Pipelines that may publish this folder’s plugin, and when each last did',
        zh: '可以发布此目录中插件的流水线，以及各自最近的发布时间',
      },
    ],
    ['citygraph workload list --plugin aqi', { en: 'Another plugin’s', zh: '另一个插件的流水线' }],
    [
      'citygraph workload list --json',
      { en: 'For a program that warns before one ends', zh: '供到期前提醒的程序使用' },
    ],
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
