import { describe, expect, it } from '@jest/globals';
import { compareVersions, SEMANTIC_VERSION } from './semantic-version.ts';

describe('a version', () => {
  it.each(['0.0.1', '1.0.0', '1.0.0-alpha.1', '1.0.0-0a', '2.1.0-x-y.7'])('may be %s', (version) => {
    expect(version).toMatch(SEMANTIC_VERSION);
  });

  it.each([
    '1',
    '1.0',
    '01.0.0',
    '1.0.0-01',
    '1.0.0+build',
    'v1.0.0',
    '1.0.0-',
    '1.0.0-a..b',
    '1.0.0 ',
    '99999999999.0.0',
  ])('is never %s', (version) => {
    expect(version).not.toMatch(SEMANTIC_VERSION);
  });

  it('has the rank that SemVer §11 gives it', () => {
    const ranked = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'];
    ranked.push('1.0.0-rc.1', '1.0.0', '1.9.0', '1.10.0', '2.0.0');
    expect(ranked.toReversed().sort(compareVersions)).toEqual(ranked);
    expect(compareVersions('1.0.0', '1.0.0')).toBe(0);
  });
});
