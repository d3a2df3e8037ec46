import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { RESTORE } from '../../operations/admin.ts';

export const command = defineCommand({
  args: { plugin: argument({ required: true }) },
  flags: { reason: string({ required: true }) },
  mutates: true,
  examples: [
    [
      'citygraph admin restore aqi --reason "The sensor was changed"',
      { en: 'Serve a plugin again that was switched off', zh: '恢复一个被停用的插件' },
    ],
    [
      'citygraph admin restore aqi --reason "The sensor was changed" --dry-run',
      { en: 'See what would be sent', zh: '只看会发送什么' },
    ],
    ['citygraph admin restore aqi --reason "The sensor was changed" --json', { en: 'For a program', zh: '供程序使用' }],
  ],
  async run({ args: { plugin }, flags, hub, m }) {
    const restored = expected((await (await hub()).act(RESTORE, { plugin, reason: flags.reason })).restorePlugin);
    return { data: { plugin: restored, reason: flags.reason }, text: [m('say.restored', { plugin })] };
  },
});
