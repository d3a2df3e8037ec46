import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { nodesOf, RELEASE_TEXTS } from '../../operations/plugin.ts';
import { PROMOTE_ROLLOUT } from '../../operations/release.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { rolloutOf } from '../../plugin/rollout-of.ts';
import { showRollout } from '../../plugin/show-rollout.ts';

export const command = defineCommand({
  flags: { plugin: string(), manifest: string() },
  mutates: 'destructive',
  examples: [
    ['citygraph release promote', 'Show what changes for everybody, ask, and make it the stable release'],
    ['citygraph release promote --yes', 'Without being asked'],
    ['citygraph release promote --plugin aqi --dry-run', 'Only see what would change'],
  ],
  async run({ flags, world, hub: open, m, confirm }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const hub = await open();
    const rollout = await rolloutOf(hub, plugin);
    const releases = nodesOf((await hub.ask(RELEASE_TEXTS, { plugin, first: 50 })).pluginReleases);
    const stable = releases.find(({ state }) => state === 'STABLE');
    const next = releases.find(({ version }) => version === rollout.version);
    await confirm([
      {
        tone: 'strong',
        text: m('say.becomes-stable', { plugin, version: rollout.version ?? '-', before: stable?.version ?? '-' }),
      },
      ...lineDiff(stable?.sdl ?? '', next?.sdl ?? ''),
    ]);
    return showRollout(expected((await hub.act(PROMOTE_ROLLOUT, { id: rollout.id })).promoteRollout), m);
  },
});
