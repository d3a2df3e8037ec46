import { integer } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { REVIEW_QUEUE } from '../../operations/admin.ts';
import { nodesOf } from '../../operations/plugin.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  flags: { last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    ['citygraph admin queue', 'Releases that wait for your word, those due first'],
    ['citygraph admin queue --last 100', 'More of them'],
    ['citygraph admin queue --json', 'For a program'],
  ],
  async run({ flags, hub, m }) {
    const reviews = nodesOf((await (await hub()).ask(REVIEW_QUEUE, { first: flags.last })).reviewQueue);
    const heads = [
      m('label.review'),
      m('label.release'),
      m('label.level'),
      m('label.state'),
      m('label.turn'),
      m('label.due'),
    ];
    const rows = reviews.map(({ id, release, level, state, turn, dueAt }) => [
      id,
      `${release?.plugin?.name ?? '-'}@${release?.version ?? '-'}`,
      level,
      state,
      turn,
      dueAt,
    ]);
    return { data: reviews, text: reviews.length === 0 ? [m('say.queue-empty')] : table(heads, rows) };
  },
});
