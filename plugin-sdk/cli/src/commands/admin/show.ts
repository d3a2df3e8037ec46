import { string as argument } from '@oclif/core/args';
import { defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import { REVIEW } from '../../operations/admin.ts';
import { showReview } from '../../operations/show-review.ts';

export const command = defineCommand({
  args: { review: argument({ required: true }) },
  examples: [
    ['citygraph admin show rev_1', 'What changes, and which data goes where'],
    ['citygraph admin show rev_1 --locale zh-CN', 'In Chinese'],
    ['citygraph admin show rev_1 --json', 'For a program'],
  ],
  async run({ args, hub, m }) {
    const review = found((await (await hub()).ask(REVIEW, { review: args.review })).review, args.review);
    return { data: review, text: showReview(review, m) };
  },
});
