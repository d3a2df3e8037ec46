import { expect, it } from '@jest/globals';
import { skeletonOf } from './skeleton-of.ts';

it.each([
  ['airlab', 'air-lab'],
  ['airlab', 'a1r1ab'],
  ['modern', 'modem'],
  ['vvind', 'wind'],
  ['doud', 'cloud'],
  ['zoos', '2005'],
])('takes %s and %s for one another', (one, other) => {
  expect(skeletonOf(one)).toBe(skeletonOf(other));
});

it.each([
  ['airlab', 'airlabs'],
  ['iov', 'lov2'],
  ['dust', 'rust'],
])('tells %s from %s', (one, other) => {
  expect(skeletonOf(one)).not.toBe(skeletonOf(other));
});
