import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { EXIT } from '../../exit-codes.ts';
import { expected } from '../../expected.ts';
import { FORCE_BREAKING } from '../../operations/breaking.ts';
import { showBreaking } from '../../operations/show-breaking.ts';
import { releaseOf } from '../../plugin/release-of.ts';

export const command = defineCommand({
  args: { plugin: argument({ required: true }), version: argument({ required: true }) },
  flags: { reason: string({ required: true }) },
  mutates: true,
  examples: [
    [
      'citygraph admin force aqi 2.0.0 --reason "Its sensor is gone"',
      {
        en: 'Ask that clients lose what a release takes from them; ends with 5 until another person decides',
        zh: '请求让客户端失去版本所去除的内容；另一人决定之前以 5 结束',
      },
    ],
    [
      'citygraph admin force aqi 1.0.0 --reason "The law forbids it" --json',
      { en: 'The same of the release that serves', zh: '对现行版本提出同样的请求' },
    ],
    [
      'citygraph admin force aqi 2.0.0 --reason "Its sensor is gone" --dry-run',
      { en: 'See what would be sent', zh: '只看会发送什么' },
    ],
  ],
  async run({ args: { plugin, version }, flags, hub: open, m }) {
    const hub = await open();
    const release = await releaseOf(hub, plugin, version);
    const variables = { release: release.id, reason: flags.reason };
    const asked = expected((await hub.act(FORCE_BREAKING, variables)).forceBreakingChange);
    const isWaiting = asked.state === 'ASKED';
    return {
      data: asked,
      text: [...showBreaking(asked, m), ...(isWaiting ? ['', m('say.breaking-waits', { id: asked.id })] : [])],
      exit: isWaiting ? EXIT.waiting : EXIT.ok,
    };
  },
});
