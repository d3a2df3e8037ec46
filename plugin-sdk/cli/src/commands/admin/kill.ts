import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { KILL } from '../../operations/admin.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { isStable, latestReleaseText, releaseTextOf } from '../../plugin/release-of.ts';

export const command = defineCommand({
  args: { plugin: argument({ required: true }) },
  flags: { reason: string({ required: true }) },
  mutates: 'destructive',
  examples: [
    [
      'citygraph admin kill aqi --reason "It answers with other people’s data"',
      {
        en: 'Show which fields become null, ask, and switch it off everywhere',
        zh: '显示哪些字段将为空值，询问后在各处停用',
      },
    ],
    ['citygraph admin kill aqi --reason "A sensor lies" --yes', { en: 'At once', zh: '立即执行' }],
    [
      'citygraph admin kill aqi --reason "A sensor lies" --dry-run',
      { en: 'Only see what would be lost', zh: '只看会失去什么' },
    ],
  ],
  async run({ args: { plugin }, flags, hub: open, m, confirm }) {
    const hub = await open();
    const serving = (await latestReleaseText(hub, plugin, isStable)) ?? (await releaseTextOf(hub, plugin, null));
    await confirm([
      { tone: 'strong', text: m('say.switches-off', { plugin, version: serving.version, state: serving.state }) },
      ...lineDiff(serving.sdl ?? '', ''),
    ]);
    const killed = expected((await hub.act(KILL, { plugin, reason: flags.reason })).killPlugin);
    return { data: { plugin: killed, reason: flags.reason }, text: [m('say.switched-off', { plugin })] };
  },
});
