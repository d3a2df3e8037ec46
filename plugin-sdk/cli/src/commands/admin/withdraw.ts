import { string as argument } from '@oclif/core/args';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { WITHDRAW_BREAKING } from '../../operations/breaking.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  mutates: true,
  examples: [
    ['citygraph admin withdraw brk_1', 'Take a question back that nobody decided: clients keep what they have'],
    ['citygraph admin withdraw brk_1 --dry-run', 'See what would be sent'],
    ['citygraph admin withdraw brk_1 --json', 'For a program'],
  ],
  async run({ args: { id }, hub, m }) {
    const withdrawn = expected((await (await hub()).act(WITHDRAW_BREAKING, { id })).withdrawBreakingChange);
    return { data: withdrawn, text: [m('say.breaking-withdrawn', { id })] };
  },
});
