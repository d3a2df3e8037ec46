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
    ['citygraph admin restore aqi --reason "The sensor was changed"', 'Serve a plugin again that was switched off'],
    ['citygraph admin restore aqi --reason "The sensor was changed" --dry-run', 'See what would be sent'],
    ['citygraph admin restore aqi --reason "The sensor was changed" --json', 'For a program'],
  ],
  async run({ args: { plugin }, flags, hub, m }) {
    const restored = expected((await (await hub()).act(RESTORE, { plugin, reason: flags.reason })).restorePlugin);
    return { data: { plugin: restored, reason: flags.reason }, text: [m('say.restored', { plugin })] };
  },
});
