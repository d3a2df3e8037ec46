import { boolean, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { PROMOTE_ROLLOUT } from '../../operations/release.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { isStable, latestReleaseText } from '../../plugin/release-of.ts';
import { rolloutOf } from '../../plugin/rollout-of.ts';
import { rolloutStands, showRollout } from '../../plugin/show-rollout.ts';
import { decisionOf, waitUntilServing } from '../../plugin/wait-until-serving.ts';

export const command = defineCommand({
  flags: {
    plugin: string(),
    manifest: string(),
    wait: boolean({ default: false }),
    emergency: boolean({ default: false }),
  },
  mutates: 'destructive',
  examples: [
    [
      'citygraph release promote',
      {
        en: 'Show what changes for everybody, ask, and make it the stable release',
        zh: '显示对所有人的变化，询问后设为稳定版',
      },
    ],
    [
      'citygraph release promote --yes --wait',
      { en: 'Without being asked, and wait until everybody has it', zh: '不再询问，并等到所有人都得到它' },
    ],
    ['citygraph release promote --plugin aqi --dry-run', { en: 'Only see what would change', zh: '只看会改变什么' }],
  ],
  async run({ flags, world, hub: open, m, confirm, progress }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const hub = await open();
    const rollout = await rolloutOf(hub, plugin);
    const stable = await latestReleaseText(hub, plugin, isStable);
    const next = await latestReleaseText(hub, plugin, ({ version }) => version === rollout.version);
    await confirm([
      {
        tone: 'strong',
        text: m('say.becomes-stable', { plugin, version: rollout.version ?? '-', before: stable?.version ?? '-' }),
      },
      ...lineDiff(stable?.sdl ?? '', next?.sdl ?? ''),
    ]);
    const { emergency } = flags;
    const promoted = expected((await hub.act(PROMOTE_ROLLOUT, { id: rollout.id, emergency })).promoteRollout);
    if (flags.wait) {
      const done = rolloutStands(promoted, m);
      const look = decisionOf(hub, promoted.decision);
      await waitUntilServing({ look, done, data: promoted, world, plugin, progress, m });
    }
    return showRollout(promoted, m);
  },
});
