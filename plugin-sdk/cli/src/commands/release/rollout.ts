import { string as argument } from '@oclif/core/args';
import { integer, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { RESUME_ROLLOUT, START_ROLLOUT, STEP_ROLLOUT } from '../../operations/release.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { releaseOf } from '../../plugin/release-of.ts';
import { openRollout } from '../../plugin/rollout-of.ts';
import { showRollout } from '../../plugin/show-rollout.ts';

export const command = defineCommand({
  args: { version: argument() },
  flags: { plugin: string(), manifest: string(), percent: integer({ default: 5, min: 1, max: 100 }) },
  mutates: true,
  examples: [
    ['citygraph release rollout 1.2.0', 'Try an approved release with 5 % of the clients'],
    [
      'citygraph release rollout --percent 25',
      'Give the rollout that runs more of them, or go on with one that is paused',
    ],
    ['citygraph release rollout 1.2.0 --plugin aqi --percent 100 --json', 'From anywhere'],
  ],
  async run({ args, flags, world, hub: open, m }) {
    const { plugin, version } = await pluginName(world.cwd, flags);
    const hub = await open();
    const { percent } = flags;
    const running = await openRollout(hub, plugin);
    const wanted = args.version ?? running?.version ?? version;
    if (running === null || running.version !== wanted) {
      const release = await releaseOf(hub, plugin, wanted);
      const started = await hub.act(START_ROLLOUT, { plugin, version: release.version, percent });
      return showRollout(expected(started.startRollout), m);
    }
    const { id, state } = running;
    const resumed = state === 'PAUSED' ? expected((await hub.act(RESUME_ROLLOUT, { id })).resumeRollout) : running;
    if (resumed.percent >= percent) return showRollout(resumed, m);
    return showRollout(expected((await hub.act(STEP_ROLLOUT, { id, percent })).stepRollout), m);
  },
});
