import { ANONYMOUS, type Principal, type Purpose } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { type Demands, NO_DEMANDS } from './need.ts';
import { refusalOf } from './refusal.ts';

const RESIDENT: Principal = { ...ANONYMOUS, subject: 's', resident: 'res_1', roles: ['resident'], scopes: ['a', 'b'] };
const code = (
  demands: Partial<Demands>,
  principal: Principal = RESIDENT,
  purpose: Purpose | null = null,
  mayTouchSensitive = true,
) =>
  refusalOf({ coordinate: 'T.f', ...NO_DEMANDS, ...demands }, { principal, purpose, mayTouchSensitive })?.code ?? null;

describe('refusalOf', () => {
  it('lets everybody see S1 and only those who signed in see more', () => {
    expect(code({ level: 'S1' }, ANONYMOUS)).toBeNull();
    for (const level of ['S2', 'S3', 'S4', 'I'] as const) {
      expect(code({ level }, ANONYMOUS)).toBe('UNAUTHENTICATED');
      expect(code({ level })).toBeNull();
    }
  });

  it('asks anonymous callers to sign in before it asks for anything else', () => {
    expect(code({ authenticated: true }, ANONYMOUS)).toBe('UNAUTHENTICATED');
    expect(code({ scopes: [[['a']]] }, ANONYMOUS)).toBe('UNAUTHENTICATED');
    expect(code({ policies: [[['p']]] }, ANONYMOUS)).toBe('UNAUTHENTICATED');
    expect(code({ level: 'S3', purposes: [['x']] }, ANONYMOUS)).toBe('UNAUTHENTICATED');
  });

  it('takes one list of scopes in full, for every demand', () => {
    expect(code({ scopes: [[['x'], ['a', 'b']]] })).toBeNull();
    expect(code({ scopes: [[['a', 'x'], ['y']]] })).toBe('FORBIDDEN');
    expect(code({ scopes: [[['a']], [['x']]] })).toBe('FORBIDDEN');
  });

  it('takes a policy for a role', () => {
    expect(code({ policies: [[['resident']]] })).toBeNull();
    expect(code({ policies: [[['officer']]] })).toBe('FORBIDDEN');
  });

  it('wants a listed purpose, and lets self-service through to the department', () => {
    const demands = { level: 'S3', purposes: [['social-assistance']] } as const;
    expect(code(demands)).toBe('PURPOSE_REQUIRED');
    expect(code(demands, RESIDENT, 'credit-assessment')).toBe('PURPOSE_REQUIRED');
    expect(code(demands, RESIDENT, 'social-assistance')).toBeNull();
    expect(code(demands, RESIDENT, 'self-service')).toBeNull();
  });

  it('keeps S4 and I for registered documents where ad-hoc ones may not have them', () => {
    expect(code({ level: 'S4' }, RESIDENT, null, false)).toBe('DOCUMENT_NOT_TRUSTED');
    expect(code({ level: 'I' }, RESIDENT, null, false)).toBe('DOCUMENT_NOT_TRUSTED');
    expect(code({ level: 'S3' }, RESIDENT, null, false)).toBeNull();
  });
});
