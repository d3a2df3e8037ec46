import { string as argument } from '@oclif/core/args';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { ACCEPT_GRANT } from '../../operations/grant.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  mutates: true,
  examples: [
    [
      'citygraph grant accept grt_1',
      {
        en: 'Agree to what the owner of the data offers instead of what you asked for',
        zh: '接受数据方提出的较小范围',
      },
    ],
    ['citygraph grant accept grt_1 --dry-run', { en: 'See what would be sent', zh: '只看会发送什么' }],
    [
      'citygraph grant accept grt_1 --json',
      { en: 'For a program; done already is no fault', zh: '供程序使用；已接受过也不算错误' },
    ],
  ],
  async run({ args: { id }, hub, m }) {
    const grant = expected((await (await hub()).act(ACCEPT_GRANT, { id })).acceptDataGrant);
    return {
      data: grant,
      text: [m('say.accepted', { coordinates: grant.coordinates.join(' '), until: grant.until })],
    };
  },
});
