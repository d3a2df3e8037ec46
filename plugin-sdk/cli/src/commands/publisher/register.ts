import { randomUUID } from 'node:crypto';
import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { REGISTER_PUBLISHER } from '../../operations/publisher.ts';
import { facts } from '../../output/table.ts';

export const command = defineCommand({
  args: { handle: argument({ required: true }) },
  flags: {
    name: string({ required: true }),
    contact: string({ required: true }),
    namespace: string({ required: true }),
    uscc: string(),
  },
  mutates: true,
  examples: [
    [
      'citygraph publisher register airlab --name "Air Lab" --contact help@airlab.example --namespace aqi',
      { en: 'Become a publisher; you are its first owner', zh: '成为发布者，您是首位所有者' },
    ],
    [
      'citygraph publisher register airlab --name "Air Lab" --contact help@airlab.example --namespace aqi --uscc 91220100MA1C30014B',
      { en: 'As a firm', zh: '以企业身份' },
    ],
    [
      'citygraph publisher register airlab --name "Air Lab" --contact help@airlab.example --namespace aqi --dry-run',
      { en: 'See what would be sent', zh: '只看会发送什么' },
    ],
  ],
  async run({ args, flags, hub, m }) {
    const { name, contact, namespace, uscc = null } = flags;
    const variables = { handle: args.handle, name, contact, namespace, uscc, key: randomUUID() };
    const publisher = expected((await (await hub()).act(REGISTER_PUBLISHER, variables)).registerPublisher);
    return {
      data: publisher,
      text: [
        { tone: 'good', text: m('say.registered', { handle: publisher.handle }) },
        ...facts([
          [m('label.namespaces'), publisher.namespaces.join(', ')],
          [m('label.verification'), publisher.verification],
        ]),
        m('say.next-verify', { handle: publisher.handle }),
      ],
    };
  },
});
