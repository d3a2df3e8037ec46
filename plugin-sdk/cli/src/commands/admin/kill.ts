import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected, found } from '../../expected.ts';
import { KILL } from '../../operations/admin.ts';
import { nodesOf, RELEASE_TEXTS } from '../../operations/plugin.ts';
import { lineDiff } from '../../output/line-diff.ts';

export const command = defineCommand({
  args: { plugin: argument({ required: true }) },
  flags: { reason: string({ required: true }) },
  mutates: 'destructive',
  examples: [
    [
      'citygraph admin kill aqi --reason "It answers with other people’s data"',
      'Show which fields become null, ask, and switch it off everywhere',
    ],
    ['citygraph admin kill aqi --reason "A sensor lies" --yes', 'At once'],
    ['citygraph admin kill aqi --reason "A sensor lies" --dry-run', 'Only see what would be lost'],
  ],
  async run({ args: { plugin }, flags, hub: open, m, confirm }) {
    const hub = await open();
    const releases = nodesOf((await hub.ask(RELEASE_TEXTS, { plugin, first: 50 })).pluginReleases);
    const serving = found(releases.find(({ state }) => state === 'STABLE') ?? releases[0], plugin);
    await confirm([
      { tone: 'strong', text: m('say.switches-off', { plugin, version: serving.version, state: serving.state }) },
      ...lineDiff(serving.sdl ?? '', ''),
    ]);
    const killed = expected((await hub.act(KILL, { plugin, reason: flags.reason })).killPlugin);
    return { data: { plugin: killed, reason: flags.reason }, text: [m('say.switched-off', { plugin })] };
  },
});
