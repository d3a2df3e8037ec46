import { describe, expect, it } from '@jest/globals';
import { assertNewVersion, assertStep } from './plugin-release.rules.ts';

describe('a release', () => {
  it.each([
    ['PUBLISHED', 'SANDBOX'],
    ['SANDBOX', 'IN_REVIEW'],
    ['IN_REVIEW', 'CHANGES_REQUESTED'],
    ['CHANGES_REQUESTED', 'IN_REVIEW'],
    ['IN_REVIEW', 'APPROVED'],
    ['APPROVED', 'CANARY'],
    ['CANARY', 'ROLLED_BACK'],
    ['CANARY', 'STABLE'],
    ['STABLE', 'SUPERSEDED'],
    ['SUPERSEDED', 'STABLE'],
  ] as const)('goes from %s to %s', (from, to) => {
    expect(() => assertStep('1.0.0', from, to)).not.toThrow();
  });

  it.each([
    ['PUBLISHED', 'APPROVED'],
    ['SANDBOX', 'STABLE'],
    ['REJECTED', 'IN_REVIEW'],
    ['CHANGES_REQUESTED', 'APPROVED'],
    ['CANARY', 'WITHDRAWN'],
    ['WITHDRAWN', 'SANDBOX'],
    ['APPROVED', 'APPROVED'],
  ] as const)('never goes from %s to %s', (from, to) => {
    expect(() => assertStep('1.0.0', from, to)).toThrow(`1.0.0 is ${from}, and cannot become ${to}.`);
  });

  it('has a higher version than all before it', () => {
    const published = [{ version: '1.9.0' }, { version: '1.10.0' }, { version: '1.2.0' }];
    expect(() => assertNewVersion('1.10.1', published)).not.toThrow();
    expect(() => assertNewVersion('1.10.0', published)).toThrow('not higher than 1.10.0');
    expect(() => assertNewVersion('1.10.0-rc.1', published)).toThrow('not higher than 1.10.0');
    expect(() => assertNewVersion('0.0.1', [])).not.toThrow();
  });
});
