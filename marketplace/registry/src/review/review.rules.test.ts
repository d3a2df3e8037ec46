import { describe, expect, it } from '@jest/globals';
import { DATA_AUTHORITY } from '../catalog-entry/providers.ts';
import { sent } from '../testing/publishing-story.ts';
import { agenciesOf, eyesNeeded, isApproved, listed, resumedDueAt } from './review.rules.ts';

const owner = (coordinate: string) => ({ 'A.a': 'AGENCY-A', 'B.b': 'AGENCY-B' })[coordinate];
const yes = (approver: string, agency: string, over = {}) => ({
  approver,
  agency,
  standsIn: false,
  digest: 'd',
  egressDigest: 'e',
  ...over,
});

describe('a review', () => {
  it('is of the agencies that answer for what needs a grant, or of the data authority', () => {
    expect(agenciesOf([sent('B.b', 'S3'), sent('A.a', 'S2'), sent('A.a', 'S2')], owner)).toEqual([
      'AGENCY-A',
      'AGENCY-B',
    ]);
    expect(agenciesOf([sent('A.a', 'S1')], owner)).toEqual([DATA_AUTHORITY]);
    expect(agenciesOf([sent('A.id', 'S1', true)], owner)).toEqual([DATA_AUTHORITY]);
    expect(agenciesOf([], owner)).toEqual([DATA_AUTHORITY]);
  });

  it('takes two people for sensitive and important data, and where persons are told of', () => {
    expect(eyesNeeded([sent('A.a', 'S3')], {})).toBe(1);
    expect(eyesNeeded([sent('A.a', 'S4')], {})).toBe(2);
    expect(eyesNeeded([sent('A.a', 'I')], {})).toBe(2);
    expect(eyesNeeded([], { subject: true })).toBe(2);
    expect(eyesNeeded([], { tenant: true })).toBe(2);
    expect(eyesNeeded([], { arguments: { 'Query.x(of:)': 'Resident.id' } })).toBe(2);
  });

  it('is approved when every agency and enough people said yes to the same release', () => {
    const review = { agencies: listed(['A', 'B']), eyesNeeded: 1, digest: 'd', egressDigest: 'e' };
    expect(isApproved(review, [yes('one', 'A')])).toBe(false);
    expect(isApproved(review, [yes('one', 'A'), yes('two', 'B', { digest: 'other' })])).toBe(false);
    expect(isApproved(review, [yes('one', 'A'), yes('two', 'B', { egressDigest: 'less' })])).toBe(false);
    expect(isApproved(review, [yes('one', 'A'), yes('two', 'B')])).toBe(true);
    expect(isApproved(review, [yes('admin', 'C', { standsIn: true })])).toBe(true);
    expect(isApproved({ ...review, eyesNeeded: 2 }, [yes('admin', 'C', { standsIn: true })])).toBe(false);
    expect(isApproved({ ...review, agencies: listed(['A']), eyesNeeded: 2 }, [yes('one', 'A'), yes('two', 'A')])).toBe(
      true,
    );
  });

  it('is due later by the working days in which it was the publisher’s turn', () => {
    const friday = new Date('2026-11-06T09:00:00+08:00');
    const wednesday = new Date('2026-11-11T10:00:00+08:00');
    const due = new Date('2026-11-16T09:00:00+08:00');
    expect(resumedDueAt(due, friday, wednesday)).toEqual(new Date('2026-11-19T09:00:00+08:00'));
    expect(resumedDueAt(due, friday, friday)).toEqual(due);
  });
});
