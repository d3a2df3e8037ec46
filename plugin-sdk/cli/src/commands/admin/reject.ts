import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected, found } from '../../expected.ts';
import { REJECT, REQUEST_CHANGES, REVIEW } from '../../operations/admin.ts';
import { showReview } from '../../operations/show-review.ts';

const CODES = [
  'DATA_EXCESSIVE',
  'PURPOSE_UNCLEAR',
  'PRIVACY',
  'SECURITY',
  'SCHEMA_UNCLEAR',
  'MISLEADING',
  'QUALITY',
  'LEGAL',
  'OTHER',
];

export const command = defineCommand({
  args: { review: argument({ required: true }) },
  flags: {
    code: string({ options: CODES, required: true }),
    reason: string({ required: true }),
    changes: boolean({ default: false }),
  },
  mutates: 'destructive',
  examples: [
    ['citygraph admin reject rev_1 --code PRIVACY --reason "Names are not needed for this" --yes', 'Say no for good'],
    [
      'citygraph admin reject rev_1 --changes --code SCHEMA_UNCLEAR --reason "Say the unit" --yes',
      'Ask for changes instead',
    ],
    ['citygraph admin reject rev_1 --code QUALITY --reason "It does not answer" --dry-run', 'See what would be sent'],
  ],
  async run({ args, flags, hub: open, m, confirm }) {
    const hub = await open();
    const review = found((await hub.ask(REVIEW, { review: args.review })).review, args.review);
    await confirm(showReview(review, m));
    const variables = { review: review.id, reasonCode: flags.code, reason: flags.reason };
    const decided = flags.changes
      ? expected((await hub.act(REQUEST_CHANGES, variables)).requestChanges)
      : expected((await hub.act(REJECT, variables)).rejectRelease);
    return { data: decided, text: [m('say.decided', { state: decided.state ?? '-' })] };
  },
});
