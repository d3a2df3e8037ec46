import { describe, expect, it } from '@jest/globals';
import { isInForce } from './case-assignment.rules.ts';

describe('a case assignment', () => {
  const assigned = { officer: 'sub-1', agency: '11220100MB1C101566', expiresAt: new Date('2027-01-01T00:00:00+08:00') };
  const now = new Date('2026-11-01T08:00:00+08:00');

  it.each([
    ['its officer, from its agency, in time', { officer: 'sub-1', agency: '11220100MB1C101566', now }, true],
    ['another officer', { officer: 'sub-2', agency: '11220100MB1C101566', now }, false],
    ['its officer from another agency', { officer: 'sub-1', agency: '11220100MB1C10017F', now }, false],
    ['its officer without an agency', { officer: 'sub-1', agency: null, now }, false],
    [
      'its officer at the moment of expiry',
      { officer: 'sub-1', agency: '11220100MB1C101566', now: assigned.expiresAt },
      false,
    ],
  ])('judges %s', (_who, asker, inForce) => {
    expect(isInForce(assigned, asker)).toBe(inForce);
  });
});
