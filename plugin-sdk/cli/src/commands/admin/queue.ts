import { integer, string } from '@oclif/core/flags';
import { MATTER_KINDS, type MatterKind } from '../../decide/matter.ts';
import { waitingForYou } from '../../decide/waiting-for-you.ts';
import { defineCommand } from '../../define-command.ts';
import type { MessageKey } from '../../messages/messages.ts';
import { table } from '../../output/table.ts';

const KIND_NAMES: Readonly<Record<MatterKind, MessageKey>> = {
  review: 'kind.review',
  grant: 'kind.grant',
  name: 'kind.name',
  licence: 'kind.licence',
  subscription: 'kind.subscription',
  breaking: 'kind.breaking',
};

export const command = defineCommand({
  flags: { kind: string({ options: [...MATTER_KINDS] }), last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    [
      'citygraph admin queue',
      { en: 'Everything that waits for your word, what is due first', zh: '等待您决定的所有事项，先到期的在前' },
    ],
    ['citygraph admin queue --kind grant', { en: 'Only requests for data', zh: '只看数据申请' }],
    [
      'citygraph admin queue --last 100 --json',
      { en: 'At most 100 of each kind, for a program', zh: '每类最多 100 项，供程序使用' },
    ],
  ],
  async run({ flags, hub, m, warn }) {
    const kinds = MATTER_KINDS.filter((kind) => flags.kind === undefined || kind === flags.kind);
    const { nodes: waiting, hasMore } = await waitingForYou(await hub(), kinds, flags.last);
    if (hasMore) warn('warning.more', { count: waiting.length });
    const heads = [
      'id',
      m('label.kind'),
      m('label.asker'),
      m('label.what'),
      m('label.level'),
      m('label.state'),
      m('label.since'),
      m('label.due'),
    ];
    const rows = waiting.map(({ id, kind, asker, what, level, state, since, dueAt }) => [
      id,
      m(KIND_NAMES[kind]),
      asker,
      what,
      level,
      state,
      since,
      dueAt,
    ]);
    return { data: waiting, text: waiting.length === 0 ? [m('say.queue-empty')] : table(heads, rows) };
  },
});
