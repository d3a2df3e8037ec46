import { expect, it } from '@jest/globals';
import { applicationDueAt, assertFitsAudience } from './service-application.rules.ts';

it.each([
  ['BUSINESS', '91220100MA1C30014B'],
  ['CITIZEN', null],
] as const)('lets a %s service be asked for %s', (audience, uscc) => {
  expect(() => assertFitsAudience({ id: 'svc_x', audience }, uscc)).not.toThrow();
});

it.each([
  ['BUSINESS', null, /say for which legal entity/],
  ['CITIZEN', '91220100MA1C30014B', /leave applicantUscc out/],
] as const)('refuses a %s service to %s', (audience, uscc, message) => {
  expect(() => assertFitsAudience({ id: 'svc_x', audience }, uscc)).toThrow(message);
});

it('counts working days, over the National Day week', () => {
  const submitted = new Date('2026-09-30T15:00:00+08:00');
  expect(applicationDueAt(submitted, { committedDays: 1, statutoryDays: 20 })).toEqual(
    new Date('2026-10-08T15:00:00+08:00'),
  );
});

it('takes the time the law allows where the agency promises none, and none where neither does', () => {
  const monday = new Date('2026-11-02T09:00:00+08:00');
  expect(applicationDueAt(monday, { committedDays: null, statutoryDays: 5 })).toEqual(
    new Date('2026-11-09T09:00:00+08:00'),
  );
  expect(applicationDueAt(monday, { committedDays: null, statutoryDays: null })).toBeNull();
});
