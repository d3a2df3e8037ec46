import { describe, expect, it } from '@jest/globals';
import { completeForSchoolEntry, SCHEDULE, VACCINES } from './immunization-schedule.rules.ts';

describe('immunisation before school entry', () => {
  it('asks for twenty doses of nine vaccines', () => {
    expect(VACCINES).toHaveLength(9);
    expect(VACCINES.flatMap((vaccine) => SCHEDULE[vaccine].months)).toHaveLength(20);
  });

  it('is complete when every dose was given, in whatever order', () => {
    const doses = [2, 1].map((dose) => ({ vaccine: 'MMR', dose }));
    expect(completeForSchoolEntry('MMR', doses)).toBe(true);
    expect(completeForSchoolEntry('MMR', doses.slice(1))).toBe(false);
  });

  it('counts a dose that was recorded twice once', () => {
    expect(
      completeForSchoolEntry(
        'MMR',
        [1, 1].map((dose) => ({ vaccine: 'MMR', dose })),
      ),
    ).toBe(false);
  });

  it('says nothing about vaccines outside the programme', () => {
    expect(completeForSchoolEntry('Influenza', [{ vaccine: 'Influenza', dose: 1 }])).toBeNull();
  });
});
