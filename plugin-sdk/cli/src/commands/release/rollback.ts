import { boolean, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected, found } from '../../expected.ts';
import { DryRun } from '../../hub/dry-run.ts';
import type { Hub } from '../../hub/hub.ts';
import { RELEASE_BEFORE, ROLL_BACK_RELEASE, ROLL_BACK_ROLLOUT } from '../../operations/release.ts';
import { textOf } from '../../output/line.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { isStable, latestReleaseText } from '../../plugin/release-of.ts';
import { openRollout } from '../../plugin/rollout-of.ts';
import { showRollout } from '../../plugin/show-rollout.ts';

export const command = defineCommand({
  flags: {
    plugin: string(),
    manifest: string(),
    reason: string({ required: true }),
    emergency: boolean({ default: false }),
  },
  mutates: 'destructive',
  examples: [
    [
      'citygraph release rollback --reason "It answers nonsense"',
      { en: 'Take back what is tried, or else what is stable', zh: '撤回灰度中的版本，没有则撤回稳定版' },
    ],
    [
      'citygraph release rollback --plugin aqi --reason "It answers nonsense" --emergency --yes',
      {
        en: 'For an administrator: take the stable one back, whatever is found in the one before it',
        zh: '供管理员使用：撤回稳定版，不论先前版本有什么问题',
      },
    ],
    [
      'citygraph release rollback --plugin aqi --reason "It answers nonsense" --dry-run',
      { en: 'Only see what would be lost', zh: '只看会失去什么' },
    ],
  ],
  async run({ flags, world, hub: open, m, confirm }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const { reason, emergency } = flags;
    const hub = await open();
    // What is tried is taken back at once anyway: an emergency is about what everybody has.
    const rollout = emergency ? null : await openRollout(hub, plugin);
    const stable = await latestReleaseText(hub, plugin, isStable);
    const leaves = rollout
      ? await latestReleaseText(hub, plugin, ({ version }) => version === rollout.version)
      : found(stable, ['what.stable-release', { plugin }]);
    // Which one comes back is the hub's to say: it need not be the one that was published last.
    const returns = rollout ? stable : ((await hub.ask(RELEASE_BEFORE, { plugin })).plugin?.releaseBefore ?? null);
    const diff = lineDiff(leaves?.sdl ?? '', returns?.sdl ?? '');
    await confirm([
      {
        tone: 'strong',
        text: m('say.rolls-back', { plugin, version: leaves?.version ?? '-', before: returns?.version ?? '-' }),
      },
      ...diff,
    ]);
    const act: Hub['act'] = (operation, variables) =>
      hub.act(operation, variables).catch((error: unknown) => {
        if (error instanceof DryRun) {
          const lines = diff.map(textOf);
          error.preview = { leaves: leaves?.version ?? null, returns: returns?.version ?? null, diff: lines };
        }
        throw error;
      });
    if (rollout)
      return showRollout(expected((await act(ROLL_BACK_ROLLOUT, { id: rollout.id, reason })).rollBackRollout), m);
    const version = leaves?.version ?? '';
    const release = expected((await act(ROLL_BACK_RELEASE, { plugin, version, reason, emergency })).rollBackRelease);
    return { data: { release, version }, text: [m('say.rolled-back', { plugin, version })] };
  },
});
