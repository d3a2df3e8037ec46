import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { FREE_NAMES } from '../../operations/admin.ts';

export const command = defineCommand({
  args: { publisher: argument({ required: true }) },
  flags: { reason: string({ required: true }) },
  mutates: 'destructive',
  examples: [
    [
      'citygraph admin free air-lab --reason "Nobody is left"',
      {
        en: 'Ask, and give the namespaces and claimed names of a publisher that closed to whoever wants them next',
        zh: '询问后，将已关闭发布者的命名空间和已认领名称留给后来的申请者',
      },
    ],
    ['citygraph admin free air-lab --reason "Nobody is left" --yes', { en: 'At once', zh: '立即执行' }],
    [
      'citygraph admin free air-lab --reason "Nobody is left" --dry-run',
      { en: 'See what would be sent', zh: '只看会发送什么' },
    ],
  ],
  async run({ args: { publisher }, flags, hub: open, m, confirm }) {
    const hub = await open();
    await confirm([{ tone: 'strong', text: m('say.frees-names', { publisher }) }]);
    const names = expected((await hub.act(FREE_NAMES, { publisher, reason: flags.reason })).freeNames);
    const text =
      names.length === 0 ? m('say.no-names-freed', { publisher }) : m('say.names-freed', { names: names.join(', ') });
    return { data: { publisher, names }, text: [text] };
  },
});
