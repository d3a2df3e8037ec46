import { string as argument } from '@oclif/core/args';
import { defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import { GRANT_BY_ID } from '../../operations/grant.ts';
import { showGrant } from '../../operations/show-grant.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  examples: [
    [
      'citygraph grant show grt_1',
      { en: 'What was asked for, who decides, until when', zh: '申请了什么，由谁决定，何时到期' },
    ],
    ['citygraph grant show grt_1 --locale zh-CN', { en: 'In Chinese', zh: '用中文显示' }],
    ['citygraph grant show grt_1 --json', { en: 'For a program', zh: '供程序使用' }],
  ],
  async run({ args, hub, m }) {
    const grant = found((await (await hub()).ask(GRANT_BY_ID, { id: args.id })).dataGrant, args.id);
    return { data: grant, text: showGrant(grant, m) };
  },
});
