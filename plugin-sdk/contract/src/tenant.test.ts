import { expect, it } from '@jest/globals';
import { tenantOf } from './tenant.ts';

it.each([
  ['a city', '2201', '2201'],
  ['a district', '220102', '220102'],
  ['a town', '220122103', '220122103'],
  ['a village, which is told of as its town', '220122103201', '220122103'],
  ['nobody’s, as a resident is', null, null],
  ['no code at all', '长春', null],
  ['more digits than a code has', '2201221032015', null],
  ['nothing', '', null],
])('whoever acts for %s', (_, divisionPrefix, tenant) => {
  expect(tenantOf({ divisionPrefix })).toBe(tenant);
});
