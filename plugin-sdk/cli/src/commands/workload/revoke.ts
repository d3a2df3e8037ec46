import { string as argument } from '@oclif/core/args';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { REVOKE_WORKLOAD } from '../../operations/workload.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  mutates: 'destructive',
  examples: [
    ['citygraph workload revoke wkl_1', 'End a pipeline’s key at once'],
    ['citygraph workload revoke wkl_1 --yes', 'Without being asked'],
    ['citygraph workload revoke wkl_1 --dry-run', 'See what would be sent'],
  ],
  async run({ args: { id }, hub: open, m, confirm }) {
    const hub = await open();
    await confirm([{ tone: 'bad', text: m('say.workload-lost', { id }) }]);
    const revoked = expected((await hub.act(REVOKE_WORKLOAD, { id })).revokeWorkload);
    return { data: { revoked }, text: [m('say.revoked', { id: revoked })] };
  },
});
