import { describe, expect, it } from '@jest/globals';
import { sent } from '../testing/publishing-story.ts';
import { egressGrowth } from './egress-growth.ts';

const NAME = 'Resident.name';
const ID = 'Resident.id';

describe('what a release is sent beyond what was approved', () => {
  it.each([
    ['nothing, of the same', [sent(NAME, 'S3')], [sent(NAME, 'S3')], []],
    ['nothing, of less', [sent(NAME, 'S3'), sent(ID, 'S1')], [sent(ID, 'S1')], []],
    [
      'nothing, where it comes by another way',
      [sent(NAME, 'S3')],
      [{ ...sent(NAME, 'S3'), route: 'key' as const }],
      [],
    ],
    ['nothing, where a label was lowered', [sent(NAME, 'S3')], [sent(NAME, 'S2')], []],
    ['what is new', [sent(NAME, 'S3')], [sent(NAME, 'S3'), sent(ID, 'S1'), sent(ID, 'S1')], [ID]],
    ['what became more personal', [sent(NAME, 'S3')], [sent(NAME, 'S4')], [NAME]],
    ['what needs a grant by now', [sent(ID, 'S1', false)], [sent(ID, 'S1', true)], [ID]],
  ])('is %s', (_, approved, now, grown) => {
    expect(egressGrowth(approved, now)).toEqual(grown);
  });
});
