import { expect, it } from '@jest/globals';
import { BUSINESS_SYSTEMS } from './business-systems.ts';

it('has 31 systems, two or three of each of the 13 agencies, named apart', () => {
  expect(BUSINESS_SYSTEMS).toHaveLength(31);
  const perAgency = [...Map.groupBy(BUSINESS_SYSTEMS, ({ agency }) => agency).values()].map(({ length }) => length);
  expect(perAgency).toHaveLength(13);
  for (const systems of perAgency) expect([2, 3]).toContain(systems);
  expect(new Set(BUSINESS_SYSTEMS.map(({ name }) => name)).size).toBe(31);
});

it('says a condition or a reason wherever something is not shared with all', () => {
  for (const { shareType, shareCondition } of BUSINESS_SYSTEMS) {
    expect(shareCondition === null).toBe(shareType === 'UNCONDITIONAL');
  }
});
