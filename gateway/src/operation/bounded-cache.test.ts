import { expect, it } from '@jest/globals';
import { BoundedCache } from './bounded-cache.ts';

it('forgets what was used least recently', () => {
  const cache = new BoundedCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size]).toEqual([1, undefined, 3, 2]);
});

it('forgets as much as the weights ask for, also when one grows', () => {
  const cache = new BoundedCache<string, number>(100);
  cache.set('a', 1, 40);
  cache.set('b', 2, 40);
  cache.set('c', 3, 20);
  cache.grow('c', 30);
  expect([...cache.values()]).toEqual([2, 3]);
  expect(cache.weight).toBe(90);
  cache.grow('a', 1_000);
  expect(cache.weight).toBe(90);
});

it('tells of what it no longer keeps', () => {
  const gone: number[] = [];
  const cache = new BoundedCache<string, number>(2, (value) => gone.push(value));
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('c', 3);
  cache.set('b', 4);
  cache.delete('c');
  cache.set('huge', 5, 3);
  expect(gone).toEqual([1, 2, 3, 5]);
});

it('keeps nothing that is heavier than all of it may be', () => {
  const cache = new BoundedCache<string, number>(100);
  cache.set('a', 1, 10);
  cache.set('huge', 2, 101);
  expect([cache.get('a'), cache.get('huge')]).toEqual([1, undefined]);
});
