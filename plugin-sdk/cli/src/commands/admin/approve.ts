import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT } from '../../exit-codes.ts';
import { expected, found } from '../../expected.ts';
import { APPROVE, REVIEW } from '../../operations/admin.ts';
import { showReview } from '../../operations/show-review.ts';

export const command = defineCommand({
  args: { review: argument({ required: true }) },
  flags: { digest: string() },
  mutates: 'destructive',
  examples: [
    ['citygraph admin approve rev_1', 'Show everything, ask, and say yes to exactly that'],
    [
      'citygraph admin approve rev_1 --digest 9f86d0… --yes',
      'Say yes to what you looked at before; anything else is refused',
    ],
    ['citygraph admin approve rev_1 --dry-run', 'Only look'],
  ],
  async run({ args, flags, hub: open, m, confirm }) {
    const hub = await open();
    const review = found((await hub.ask(REVIEW, { review: args.review })).review, args.review);
    const digest = found(review.digest, `digest of ${args.review}`);
    if (flags.digest !== undefined && flags.digest !== digest) {
      throw new CommandError('USAGE', 'error.other-digest', { given: flags.digest, digest });
    }
    await confirm(showReview(review, m));
    const approved = expected((await hub.act(APPROVE, { review: review.id, digest })).approveRelease);
    const waits = approved.state === 'OPEN' || (approved.approvals?.length ?? 0) < (approved.eyesNeeded ?? 1);
    return {
      data: approved,
      text: [m(waits ? 'say.approved-waits' : 'say.approved', { state: approved.state ?? '-' })],
      exit: waits ? EXIT.waiting : EXIT.ok,
    };
  },
});
