import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { WITHDRAW_BREAKING } from '../../operations/breaking.ts';
import { TAKE_OUT } from '../../operations/plugin.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { releaseTextOf } from '../../plugin/release-of.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  flags: { reason: string(), 'in-use': boolean() },
  mutates: 'destructive',
  examples: [
    [
      'citygraph admin withdraw aqi@1.2.0 --reason "It sends what it reads elsewhere"',
      {
        en: 'Show what is lost, ask, and take the release out of every graph for good',
        zh: '显示会失去的内容，询问后将版本从所有图中永久移除',
      },
    ],
    [
      'citygraph admin withdraw aqi@1.2.0 --reason "It lies" --in-use --yes',
      {
        en: 'Also where clients ask for it; without --in-use, who does is said',
        zh: '即使客户端仍在使用；不加 --in-use 则列出谁在使用',
      },
    ],
    [
      'citygraph admin withdraw brk_1',
      {
        en: 'Take a question back that nobody decided: clients keep what they have',
        zh: '撤回尚无人决定的请求：客户端保留现有内容',
      },
    ],
  ],
  async run({ args: { id }, flags, hub: open, m, confirm }) {
    const hub = await open();
    const at = id.indexOf('@');
    if (at < 0) {
      const withdrawn = expected((await hub.act(WITHDRAW_BREAKING, { id })).withdrawBreakingChange);
      return { data: withdrawn, text: [m('say.breaking-withdrawn', { id })] };
    }
    const plugin = id.slice(0, at);
    const release = await releaseTextOf(hub, plugin, id.slice(at + 1));
    await confirm([
      { tone: 'strong', text: m('say.loses-release', { plugin, version: release.version, state: release.state }) },
      ...lineDiff(release.sdl ?? '', ''),
    ]);
    const of = { release: release.id, reason: flags.reason ?? '', inUse: flags['in-use'] ?? false };
    const taken = expected((await hub.act(TAKE_OUT, of)).takeOutRelease);
    return { data: taken, text: [m('say.withdrawn', { plugin, version: taken.version })] };
  },
});
