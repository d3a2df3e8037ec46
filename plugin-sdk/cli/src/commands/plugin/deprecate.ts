import { boolean, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { momentOf } from '../../moment-of.ts';
import { DEPRECATE_PLUGIN, KEEP_PLUGIN } from '../../operations/plugin.ts';
import { pluginName } from '../../plugin/plugin-name.ts';

export const command = defineCommand({
  flags: {
    plugin: string(),
    manifest: string(),
    sunset: string(),
    reason: string(),
    replacement: string(),
    undo: boolean({ default: false }),
  },
  mutates: 'destructive',
  examples: [
    [
      'citygraph plugin deprecate --sunset 2027-03-31 --reason "The sensors are taken down" --yes',
      { en: 'Tell subscribers that it will end', zh: '告知订阅者插件将停止' },
    ],
    [
      'citygraph plugin deprecate --sunset 2027-03-31 --reason "Version 2 is better" --replacement aqi-two --yes',
      { en: 'And what to use instead', zh: '并说明改用什么' },
    ],
    ['citygraph plugin deprecate --undo --yes', { en: 'Take the word back', zh: '收回声明' }],
  ],
  async run({ flags, world, hub: open, m, confirm }) {
    const { plugin } = await pluginName(world.cwd, flags);
    if (flags.undo) {
      const kept = expected((await (await open()).act(KEEP_PLUGIN, { plugin })).keepPlugin);
      return { data: kept, text: [{ tone: 'good', text: m('say.kept', { plugin }) }] };
    }
    for (const flag of ['sunset', 'reason'] as const) {
      if (!flags[flag])
        throw new CommandError('USAGE', 'error.missing-flag', { flag: `--${flag}`, command: 'plugin deprecate' });
    }
    const sunsetAt = momentOf(flags.sunset ?? '', '--sunset');
    const hub = await open();
    await confirm([{ tone: 'bad', text: m('say.will-end', { plugin, at: sunsetAt, reason: flags.reason ?? '' }) }]);
    const variables = { plugin, reason: flags.reason ?? '', sunsetAt, replacement: flags.replacement ?? null };
    const deprecated = expected((await hub.act(DEPRECATE_PLUGIN, variables)).deprecatePlugin);
    return { data: deprecated, text: [m('say.deprecated', { reason: flags.reason ?? '', sunsetAt })] };
  },
});
