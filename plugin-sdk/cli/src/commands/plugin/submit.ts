import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { EXIT } from '../../exit-codes.ts';
import { expected } from '../../expected.ts';
import { SUBMIT_RELEASE } from '../../operations/plugin.ts';
import { facts } from '../../output/table.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { releaseOf } from '../../plugin/release-of.ts';

export const command = defineCommand({
  args: { version: argument() },
  flags: { plugin: string(), manifest: string(), note: string({ default: '' }) },
  mutates: true,
  examples: [
    [
      'citygraph plugin submit',
      { en: 'Ask for this folder’s version to be approved; ends with 5', zh: '为此目录的版本申请批准；以 5 结束' },
    ],
    [
      'citygraph plugin submit 1.2.0 --note "Only a new field"',
      { en: 'A version, with a word for its reviewers', zh: '指定版本，并给评审人留言' },
    ],
    ['citygraph plugin submit --plugin aqi 1.2.0 --json', { en: 'From anywhere', zh: '在任何目录' }],
  ],
  async run({ args, flags, world, hub: open, m }) {
    const { plugin, version } = await pluginName(world.cwd, flags);
    const hub = await open();
    const release = await releaseOf(hub, plugin, args.version ?? version);
    const review = expected((await hub.act(SUBMIT_RELEASE, { release: release.id, note: flags.note })).submitRelease);
    return {
      data: { plugin, version: release.version, review },
      text: [
        { tone: 'good', text: m('say.submitted', { plugin, version: release.version }) },
        ...facts([
          [m('label.review'), review.id],
          [m('label.due'), review.dueAt],
          [m('label.eyes'), review.eyesNeeded],
        ]),
      ],
      exit: EXIT.waiting,
    };
  },
});
