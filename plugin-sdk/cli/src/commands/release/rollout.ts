import { string as argument } from '@oclif/core/args';
import { boolean, integer, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import type { Hub } from '../../hub/hub.ts';
import { RESUME_ROLLOUT, type Rollout, START_ROLLOUT, STEP_ROLLOUT } from '../../operations/release.ts';
import { partlyDone } from '../../partly-done.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { releaseOf } from '../../plugin/release-of.ts';
import { openRollout } from '../../plugin/rollout-of.ts';
import { rolloutStands, showRollout } from '../../plugin/show-rollout.ts';
import { decisionOf, waitUntilServing } from '../../plugin/wait-until-serving.ts';

export const command = defineCommand({
  args: { version: argument() },
  flags: {
    plugin: string(),
    manifest: string(),
    percent: integer({ default: 5, min: 1, max: 100 }),
    wait: boolean({ default: false }),
    emergency: boolean({ default: false }),
  },
  mutates: true,
  examples: [
    [
      'citygraph release rollout 1.2.0 --wait',
      {
        en: 'Try an approved release with 5 % of the clients, and wait until they have it',
        zh: '让 5 % 的用户试用已批准的版本，并等到他们得到它',
      },
    ],
    [
      'citygraph release rollout --percent 25',
      {
        en: 'Give the rollout that runs more of them, or go on with one that is paused',
        zh: '扩大正在进行的灰度，或继续已暂停的灰度',
      },
    ],
    ['citygraph release rollout 1.2.0 --plugin aqi --percent 100 --json', { en: 'From anywhere', zh: '在任何目录' }],
  ],
  async run({ args, flags, world, hub: open, m, progress }) {
    const { plugin, version } = await pluginName(world.cwd, flags);
    const hub = await open();
    const rollout = await moved(hub, plugin, { said: args.version ?? null, here: version, ...flags });
    if (flags.wait) {
      const done = rolloutStands(rollout, m);
      const look = decisionOf(hub, rollout.decision);
      await waitUntilServing({ look, done, data: rollout, world, plugin, progress, m });
    }
    return showRollout(rollout, m);
  },
});

interface Wanted {
  readonly said: string | null;
  /** Version of this folder's manifest. */
  readonly here: string | null;
  readonly percent: number;
  readonly emergency: boolean;
}

/** Starts a rollout, or goes on with the one there is, as far as it is not there already. */
async function moved(hub: Hub, plugin: string, { said, here, percent, emergency }: Wanted): Promise<Rollout> {
  const running = await openRollout(hub, plugin);
  const wanted = said ?? running?.version ?? here;
  if (running === null || running.version !== wanted) {
    if (emergency) throw new CommandError('USAGE', 'error.emergency-at-start', { plugin });
    const release = await releaseOf(hub, plugin, wanted);
    return expected((await hub.act(START_ROLLOUT, { plugin, version: release.version, percent })).startRollout);
  }
  const { id, state } = running;
  const resumed = state === 'PAUSED' ? expected((await hub.act(RESUME_ROLLOUT, { id })).resumeRollout) : running;
  if (resumed.percent >= percent) return resumed;
  try {
    return expected((await hub.act(STEP_ROLLOUT, { id, percent, emergency })).stepRollout);
  } catch (error) {
    if (!(error instanceof CommandError) || resumed === running) throw error;
    throw partlyDone(error, ['hint.resumed-not-stepped', { percent: resumed.percent }], { rollout: resumed });
  }
}
