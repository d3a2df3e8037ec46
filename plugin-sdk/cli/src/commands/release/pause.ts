import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { PAUSE_ROLLOUT } from '../../operations/release.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { rolloutOf } from '../../plugin/rollout-of.ts';
import { showRollout } from '../../plugin/show-rollout.ts';

export const command = defineCommand({
  flags: { plugin: string(), manifest: string(), reason: string({ required: true }) },
  mutates: true,
  examples: [
    [
      'citygraph release pause --reason "Readings look high"',
      { en: 'Its clients get the stable graph for the time being', zh: '其用户暂时使用稳定版' },
    ],
    [
      'citygraph release pause --plugin aqi --reason "Readings look high"',
      { en: 'Of another plugin', zh: '另一个插件' },
    ],
    [
      'citygraph release pause --reason "Readings look high" --dry-run',
      { en: 'See what would be sent', zh: '只看会发送什么' },
    ],
  ],
  async run({ flags, world, hub: open, m }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const hub = await open();
    const { id } = await rolloutOf(hub, plugin);
    return showRollout(expected((await hub.act(PAUSE_ROLLOUT, { id, reason: flags.reason })).pauseRollout), m);
  },
});
