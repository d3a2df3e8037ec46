import { describe, expect, it } from '@jest/globals';
import {
  assertCovered,
  assertDecidable,
  assertNotifiedInTime,
  lossKey,
  parseClaimStatus,
  parsePeril,
} from './crop-loss-claim.rules.ts';
import { EvidenceList } from './evidence.rules.ts';

describe('a claim', () => {
  it('names an insured peril', () => {
    expect(parsePeril('HAIL')).toBe('HAIL');
    expect(() => parsePeril('hail')).toThrow('"hail" is no insured peril; give one of HAIL, RAINSTORM');
    expect(() => parseClaimStatus('OPEN')).toThrow('give one of FILED');
    expect(lossKey('plot', 'HAIL', '2026-07-01')).not.toBe(lossKey('plot', 'FROST', '2026-07-01'));
  });

  it('is notified within thirty days of seeing the loss', () => {
    expect(() => assertNotifiedInTime('2026-11-02', '2026-11-02')).not.toThrow();
    expect(() => assertNotifiedInTime('2026-10-03', '2026-11-02')).not.toThrow();
    expect(() => assertNotifiedInTime('2026-10-02', '2026-11-02')).toThrow(
      '31 days ago; it is notified within 30 days',
    );
    expect(() => assertNotifiedInTime('2026-11-03', '2026-11-02')).toThrow('has not come yet');
  });

  it('is of a day the policy insures, its first and last included', () => {
    const policy = { insuredFrom: '2026-04-01', insuredTo: '2026-12-31' };
    for (const day of ['2026-04-01', '2026-12-31']) expect(() => assertCovered(day, policy)).not.toThrow();
    for (const day of ['2026-03-31', '2027-01-01']) expect(() => assertCovered(day, policy)).toThrow('lies outside');
  });

  it('is approved with an amount and on evidence, rejected without an amount', () => {
    expect(() => assertDecidable('APPROVED', 100, 1)).not.toThrow();
    expect(() => assertDecidable('APPROVED', null, 1)).toThrow('say how much');
    expect(() => assertDecidable('APPROVED', 100, 0)).toThrow('approved on evidence');
    expect(() => assertDecidable('REJECTED', null, 0)).not.toThrow();
    expect(() => assertDecidable('REJECTED', 1, 0)).toThrow('pays nothing');
  });
});

describe('evidence', () => {
  const piece = { kind: 'PHOTO', uri: 'https://e.example/1.jpg', sha256: 'a'.repeat(64), takenAt: new Date() };
  const taken = (change: object): boolean => EvidenceList.safeParse([{ ...piece, ...change }]).success;

  it.each([
    ['https://e.example/1.jpg', true],
    ['https://e.example:8443/a?b=c#d', true],
    ['urn:uuid:7f2c', true],
    ['http://e.example/1.jpg', false],
    ['https://user@e.example/1.jpg', false],
    ['https://user:secret@e.example/1.jpg', false],
    ['https://:secret@e.example/1.jpg', false],
    ['https:///1.jpg', false],
    ['https://', false],
    ['https://e.example/a b', false],
    ['https://e.example/\n', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['data:image/png;base64,AA', false],
    ['urn:', false],
    ['urn:x', false],
    [`https://e.example/${'a'.repeat(482)}`, true],
    [`https://e.example/${'a'.repeat(483)}`, false],
  ])('is at %s: %s', (uri, valid) => expect(taken({ uri })).toBe(valid));

  it.each([
    ['a kind that is none', { kind: 'RUMOUR' }],
    ['a short digest', { sha256: 'ab' }],
    ['an upper-case digest', { sha256: 'A'.repeat(64) }],
    ['no date', { takenAt: 'yesterday' }],
    ['more than is asked', { size: 1 }],
  ])('has not %s', (_, change) => expect(taken(change)).toBe(false));

  it('is at most ten pieces, no two the same file', () => {
    const pieces = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ ...piece, sha256: i.toString(16).padStart(64, '0') }));
    expect(EvidenceList.safeParse(pieces(10)).success).toBe(true);
    expect(EvidenceList.safeParse(pieces(11)).success).toBe(false);
    expect(EvidenceList.safeParse([piece, piece]).success).toBe(false);
  });
});
