import { string as argument } from '@oclif/core/args';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { REVOKE_WORKLOAD } from '../../operations/workload.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  mutates: 'destructive',
  examples: [
    ['citygraph workload revoke wkl_1', { en: 'End a pipeline’s key at once', zh: '立即作废流水线的密钥' }],
    ['citygraph workload revoke wkl_1 --yes', { en: 'Without being asked', zh: '不再询问' }],
    ['citygraph workload revoke wkl_1 --dry-run', { en: 'See what would be sent', zh: '只看会发送什么' }],
  ],
  async run({ args: { id }, hub: open, m, confirm }) {
    const hub = await open();
    await confirm([{ tone: 'bad', text: m('say.workload-lost', { id }) }]);
    const revoked = expected((await hub.act(REVOKE_WORKLOAD, { id })).revokeWorkload);
    return { data: { revoked }, text: [m('say.revoked', { id: revoked })] };
  },
});
