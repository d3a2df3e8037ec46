import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected, found } from '../../expected.ts';
import { DROP_DOMAIN, PUBLISHER_DOMAINS } from '../../operations/publisher.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  args: { handle: argument({ required: true }) },
  flags: { drop: string() },
  mutates: 'destructive',
  examples: [
    [
      'citygraph publisher domains airlab',
      { en: 'What it has proved, and what it may lose', zh: '已认证的域名，以及可能失去的域名' },
    ],
    [
      'citygraph publisher domains airlab --drop old.airlab.example',
      { en: 'Show what is given back, ask, and do so', zh: '显示将交还的内容，询问后执行' },
    ],
    [
      'citygraph publisher domains airlab --drop old.airlab.example --yes --json',
      { en: 'Without being asked', zh: '不再询问' },
    ],
  ],
  async run({ args: { handle: publisher }, flags: { drop }, hub: open, m, confirm }) {
    const hub = await open();
    const before = found((await hub.ask(PUBLISHER_DOMAINS, { publisher })).publisher, publisher);
    if (drop !== undefined) {
      const text = m('say.domain-goes', { domain: drop, handle: publisher });
      await confirm([{ tone: 'bad', text }]);
    }
    const after =
      drop === undefined ? before : expected((await hub.act(DROP_DOMAIN, { publisher, domain: drop })).dropDomain);
    const rows = (after.domains ?? []).map(
      ({ domain, provedAt, lostAt }) => [domain, provedAt, lostAt ?? '-'] as const,
    );
    const heads = [m('label.domain'), m('label.proved-at'), m('label.lost-at')];
    return { data: after, text: rows.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
  },
});
