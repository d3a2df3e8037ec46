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
    [
      'citygraph admin show rev_1',
      { en: 'What a release changes, and which data goes where', zh: '版本改变什么，哪些数据流向哪里' },
    ],
    [
      'citygraph admin show brk_1 --locale zh-CN',
      {
        en: 'What clients would lose, and which of them ask for it, in Chinese',
        zh: '客户端会失去什么、谁在使用，用中文显示',
      },
    ],
    [
      'citygraph admin show airlab --json',
      { en: 'A publisher whose licence is to be checked, for a program', zh: '待核验执照的发布者，供程序使用' },
    ],
  ],
  async run({ args, flags, hub, m }) {
    const matter = await MATTERS[kindOf(args.id, flags.kind)].open(await hub(), args.id);
    return { data: matter.data, text: matter.show(m) };
  },
});
