import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { WITHDRAW_RELEASE } from '../../operations/plugin.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { releaseTextOf } from '../../plugin/release-of.ts';

export const command = defineCommand({
  args: { version: argument({ required: true }) },
  flags: { plugin: string(), manifest: string(), reason: string({ required: true }) },
  mutates: 'destructive',
  examples: [
    [
      'citygraph plugin withdraw 1.2.0 --reason "Wrong unit"',
      { en: 'Show what is lost, ask, and take it back for good', zh: '显示会失去的内容，询问后永久撤回' },
    ],
    ['citygraph plugin withdraw 1.2.0 --reason "Wrong unit" --yes', { en: 'Without being asked', zh: '不再询问' }],
    [
      'citygraph plugin withdraw 1.2.0 --reason "Wrong unit" --dry-run',
      { en: 'Only see what would be lost', zh: '只看会失去什么' },
    ],
  ],
  async run({ args, flags, world, hub: open, m, confirm }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const hub = await open();
    const release = await releaseTextOf(hub, plugin, args.version);
    await confirm([
      { tone: 'strong', text: m('say.loses-release', { plugin, version: release.version, state: release.state }) },
      ...lineDiff(release.sdl ?? '', ''),
    ]);
    const withdrawn = expected(
      (await hub.act(WITHDRAW_RELEASE, { release: release.id, reason: flags.reason })).withdrawRelease,
    );
    return { data: withdrawn, text: [m('say.withdrawn', { plugin, version: withdrawn.version })] };
  },
});
