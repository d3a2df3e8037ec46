import { string as argument } from '@oclif/core/args';
import { defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import { GRANT_BY_ID } from '../../operations/grant.ts';
import { showGrant } from '../../operations/show-grant.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  examples: [
    ['citygraph grant show grt_1', 'What was asked for, who decides, until when'],
    ['citygraph grant show grt_1 --locale zh-CN', 'In Chinese'],
    ['citygraph grant show grt_1 --json', 'For a program'],
  ],
  async run({ args, hub, m }) {
    const grant = found((await (await hub()).ask(GRANT_BY_ID, { id: args.id })).dataGrant, args.id);
    return { data: grant, text: showGrant(grant, m) };
  },
});
