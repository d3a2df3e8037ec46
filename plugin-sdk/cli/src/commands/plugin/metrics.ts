import { integer, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { SERVICE_LEVELS } from '../../operations/plugin.ts';
import { table } from '../../output/table.ts';
import { pluginName } from '../../plugin/plugin-name.ts';

export const command = defineCommand({
  flags: { plugin: string(), manifest: string(), hours: integer({ default: 1, min: 1, max: 720 }) },
  examples: [
    ['citygraph plugin metrics', { en: 'How it answered in the last hour', zh: '最近一小时的答复情况' }],
    ['citygraph plugin metrics --hours 24', { en: 'In the last day', zh: '最近一天' }],
    ['citygraph plugin metrics --plugin aqi --json', { en: 'For a program', zh: '供程序使用' }],
  ],
  async run({ flags, world, hub, m }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const { serviceLevels } = await (await hub()).ask(SERVICE_LEVELS, { plugin, hours: flags.hours });
    const levels = serviceLevels ?? [];
    const percent = (value: number | null): string | null => (value === null ? null : `${value.toFixed(2)} %`);
    return {
      data: levels,
      text:
        levels.length === 0
          ? [m('say.nothing-yet')]
          : table(
              [
                m('label.release'),
                m('label.calls'),
                m('label.available'),
                m('label.failed'),
                m('label.invalid'),
                'p95 ms',
              ],
              levels.map((level) => [
                level.release?.slice(0, 12),
                level.calls,
                percent(level.availabilityPercent),
                percent(level.errorPercent),
                percent(level.invalidPercent),
                level.p95Ms,
              ]),
            ),
    };
  },
});
