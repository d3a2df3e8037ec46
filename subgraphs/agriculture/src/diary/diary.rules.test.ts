import { describe, expect, it } from '@jest/globals';
import {
  assertEndsAfter,
  assertGrowsOn,
  assertMayStart,
  assertNotInFuture,
  assertSaysSomething,
  assertWithinSeason,
  growthStageText,
  parseSeason,
  runningSeason,
} from './diary.rules.ts';

describe('a season', () => {
  it.each(['2026', '2026-2', '2099-4'])('may be named %s', (name) => expect(parseSeason(name)).toBe(name));
  it.each(['26', '2026-1', '2026-5', '1999', '2026 ', 'next', ''])('may not be named "%s"', (name) => {
    expect(() => parseSeason(name)).toThrow('is no season');
  });

  const ended = { season: '2026', startedOn: '2026-05-10', endedOn: '2026-09-28' };
  it.each([
    ['on virgin land', {}, '2026', '2026-05-10'],
    ['after the last', ended, '2027', '2027-05-10'],
    ['on the day the last ended', ended, '2026-2', '2026-09-28'],
    ['in the autumn before', ended, '2027', '2026-10-10'],
  ])('begins %s', (_, last, season, on) => {
    expect(() => assertMayStart(last, season, on)).not.toThrow();
  });

  it.each([
    ['while another runs', { ...ended, endedOn: null }, '2027', '2027-05-10', 'Season 2026 of the plot is running'],
    ['under a name that was', ended, '2026', '2026-10-01', 'The plot has had season 2026'],
    ['under an earlier name', ended, '2025', '2025-05-10', 'The plot has had season 2026'],
    ['before the last ended', ended, '2026-2', '2026-09-27', 'season 2026 ended on 2026-09-28'],
    ['in another year', ended, '2028', '2026-10-10', 'begins in 2028, or in autumn 2027'],
    ['after its year', ended, '2027', '2028-01-01', 'begins in 2027'],
  ])('does not begin %s', (_, last, season, on, message) => {
    expect(() => assertMayStart(last, season, on)).toThrow(message);
  });

  it('runs from its start until it has ended', () => {
    expect(runningSeason({ ...ended, endedOn: null })).toEqual({ season: '2026', startedOn: '2026-05-10' });
    expect(() => runningSeason(ended)).toThrow('ended on 2026-09-28; start the next one');
    expect(() => runningSeason({})).toThrow('No season of the plot is running');
    expect(() => assertWithinSeason('observedOn', '2026-05-09', ended)).toThrow('lies before that');
    expect(() => assertWithinSeason('observedOn', '2026-05-10', ended)).not.toThrow();
  });

  it('ends not before the crop was last seen', () => {
    expect(() => assertEndsAfter('2026-09-01', '2026-09-02')).toThrow('was seen growing on 2026-09-02');
    expect(() => assertEndsAfter('2026-09-02', '2026-09-02')).not.toThrow();
    expect(() => assertEndsAfter('2026-09-02', null)).not.toThrow();
  });
});

describe('a growth stage', () => {
  it.each([
    [0, 'BBCH 00 germination'],
    [9, 'BBCH 09 germination'],
    [65, 'BBCH 65 flowering'],
    [99, 'BBCH 99 senescence'],
  ])('%i reads "%s"', (bbch, text) => expect(growthStageText(bbch)).toBe(text));

  const seen = [
    { observedOn: '2026-06-01', bbch: 16 },
    { observedOn: '2026-08-01', bbch: 65 },
  ];
  it('never goes back in time', () => {
    expect(() => assertGrowsOn(seen, { observedOn: '2026-07-01', bbch: 15 })).toThrow(
      'on 2026-06-01 the crop was at 16',
    );
    expect(() => assertGrowsOn(seen, { observedOn: '2026-07-01', bbch: 66 })).toThrow(
      'on 2026-08-01 the crop was at 65',
    );
    expect(() => assertGrowsOn(seen, { observedOn: '2026-07-01', bbch: 16 })).not.toThrow();
    expect(() => assertGrowsOn(seen, { observedOn: '2026-08-01', bbch: 60 })).not.toThrow();
  });
});

it('is written of days that have come, and says something', () => {
  expect(() => assertNotInFuture('observedOn', '2026-11-03', '2026-11-02')).toThrow('has not come yet');
  expect(() => assertNotInFuture('observedOn', '2026-11-02', '2026-11-02')).not.toThrow();
  expect(() => assertSaysSomething(null, null)).toThrow('give ph, organicMatterPct or both');
  expect(() => assertSaysSomething(0, null)).not.toThrow();
});
