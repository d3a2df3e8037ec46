import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { kindOf } from '../../decide/kind-of.ts';
import { MATTER_KINDS } from '../../decide/matter.ts';
import { MATTERS } from '../../decide/matters.ts';
import { defineCommand } from '../../define-command.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  flags: { kind: string({ options: [...MATTER_KINDS] }) },
  examples: [
    ['citygraph admin show rev_1', 'What a release changes, and which data goes where'],
    ['citygraph admin show brk_1 --locale zh-CN', 'What clients would lose, and which of them ask for it, in Chinese'],
    ['citygraph admin show airlab --json', 'A publisher whose licence is to be checked, for a program'],
  ],
  async run({ args, flags, hub, m }) {
    const matter = await MATTERS[kindOf(args.id, flags.kind)].open(await hub(), args.id);
    return { data: matter.data, text: matter.show(m) };
  },
});
