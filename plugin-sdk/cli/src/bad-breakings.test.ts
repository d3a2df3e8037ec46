import { describe } from '@jest/globals';
import { HubSays } from './testing/fake-hub.ts';
import { onAGoodDay } from './testing/good-answers.ts';
import { proveTable } from './testing/prove-table.ts';

describe('a question about what clients lose', () => {
  proveTable([
    {
      when: 'clients shall lose something and nobody says why',
      argv: ['admin', 'force', 'aqi', '1.0.0'],
      code: 'USAGE',
      exit: 3,
      says: /reason/,
    },
    {
      when: 'what clients lose is agreed to without a reason',
      argv: ['admin', 'approve', 'brk_1', '--yes'],
      code: 'USAGE',
      exit: 3,
      says: /--reason is missing/,
    },
    {
      when: 'a code is given for what clients lose',
      argv: ['admin', 'reject', 'brk_1', '--code', 'PRIVACY', '--reason', 'So'],
      code: 'USAGE',
      exit: 3,
      says: /--code says nothing to a breaking/,
    },
    {
      when: 'a review is refused by its digest',
      argv: ['admin', 'reject', 'rev_1', '--code', 'PRIVACY', '--digest', 'd1', '--reason', 'So'],
      code: 'USAGE',
      exit: 3,
      says: /--digest says nothing to a review/,
    },
    {
      when: 'what clients lose is another thing than was looked at',
      argv: ['admin', 'approve', 'brk_1', '--digest', 'old', '--reason', 'So', '--yes'],
      set: (desk) => desk.hub.on('breakingChange', { id: 'brk_1', digest: 'new' }),
      code: 'USAGE',
      exit: 3,
      says: /is new, not old/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a question about what clients lose is not there',
      argv: ['admin', 'reject', 'brk_9', '--reason', 'So', '--yes'],
      set: (desk) => desk.hub.on('breakingChange', null),
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /no brk_9 here/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'clients would lose nothing',
      argv: ['admin', 'force', 'aqi', '1.0.0', '--reason', 'It is sold no more'],
      set: (desk) => {
        onAGoodDay(desk.hub);
        desk.hub.on('forceBreakingChange', () => {
          throw new HubSays('CONFLICT', 'release: nobody asked in 30 days for what aqi 1.0.0 would take.');
        });
      },
      code: 'CONFLICT',
      exit: 3,
      says: /nobody asked in 30 days/,
    },
    {
      when: 'the release that shall break something is not there',
      argv: ['admin', 'force', 'aqi', '9.9.9', '--reason', 'It is sold no more'],
      set: (desk) => onAGoodDay(desk.hub),
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /no aqi@9\.9\.9 here/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a question about what clients lose was decided before it was taken back',
      argv: ['admin', 'withdraw', 'brk_1'],
      set: (desk) =>
        desk.hub.on('withdrawBreakingChange', () => {
          throw new HubSays('CONFLICT', 'id: brk_1 is CONFIRMED: it stays so.');
        }),
      code: 'CONFLICT',
      exit: 3,
      says: /CONFIRMED: it stays so/,
    },
  ]);
});
