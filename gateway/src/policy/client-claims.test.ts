import { ANONYMOUS, type Principal } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { clientClaims } from './client-claims.ts';

const RESIDENT: Principal = {
  ...ANONYMOUS,
  subject: 's',
  resident: 'res_1',
  app: 'a',
  appPurposes: ['medical-treatment'],
};
const OFFICER: Principal = { ...RESIDENT, resident: null };
const claims = (principal: Principal, purpose?: string, caseId?: string) =>
  clientClaims(principal, { purpose, caseId });

describe('clientClaims', () => {
  it('implies self-service for residents who say nothing, and for nobody else', () => {
    expect(claims(RESIDENT)).toEqual({ purpose: 'self-service', caseId: null });
    expect(claims(OFFICER)).toEqual({ purpose: null, caseId: null });
    expect(claims(ANONYMOUS)).toEqual({ purpose: null, caseId: null });
  });

  it('lets a resident say self-service with any app', () => {
    expect(claims(RESIDENT, 'self-service').purpose).toBe('self-service');
    expect(() => claims(OFFICER, 'self-service')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it('lets nobody but residents say self-service, whatever their app is registered for', () => {
    const principal = { ...OFFICER, appPurposes: ['self-service', 'medical-treatment'] as const };
    expect(() => claims(principal, 'self-service')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it('takes a purpose that the app is registered for', () => {
    expect(claims(OFFICER, 'medical-treatment', 'case-1')).toEqual({ purpose: 'medical-treatment', caseId: 'case-1' });
  });

  it.each([
    [RESIDENT, 'fun', undefined, 'BAD_USER_INPUT'],
    [RESIDENT, 'tax', undefined, 'FORBIDDEN'],
    [ANONYMOUS, 'medical-treatment', undefined, 'UNAUTHENTICATED'],
    [ANONYMOUS, undefined, 'case-1', 'UNAUTHENTICATED'],
    [OFFICER, undefined, 'case 1; drop', 'BAD_USER_INPUT'],
    [OFFICER, undefined, 'c'.repeat(61), 'BAD_USER_INPUT'],
  ])('refuses what may not be said: %#', (principal, purpose, caseId, code) => {
    expect(() => claims(principal, purpose, caseId)).toThrow(expect.objectContaining({ code }));
  });
});
