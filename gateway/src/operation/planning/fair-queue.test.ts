import { describe, expect, it } from '@jest/globals';
import { fairQueue, NOBODYS } from './fair-queue.ts';

const all = <T>(queue: { next(): T | undefined }): T[] => {
  const item = queue.next();
  return item === undefined ? [] : [item, ...all(queue)];
};

describe('what waits', () => {
  it('is served in turn, each account’s in its own order', () => {
    const queue = fairQueue<string>(100);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) expect(queue.add(item[0] ?? '', item)).toBeNull();
    expect(all(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(queue.size).toBe(0);
  });

  it('is a quarter of the room of one account at most, and the hub’s own as much as there is', () => {
    const queue = fairQueue<number>(8);
    const add = (account: string) =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((item) => queue.add(account, item) !== item).length;
    expect(add('a')).toBe(2);
    expect(add('b')).toBe(2);
    expect(add(NOBODYS)).toBe(4);
    expect(queue.add(NOBODYS, 10)).toBe(10);
    expect(queue.size).toBe(8);
    expect(queue.clear()).toHaveLength(8);
    expect(add('c')).toBe(2);
  });

  it('makes room for whoever has less: the last of whoever has most has to go', () => {
    const queue = fairQueue<string>(8);
    for (const item of ['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2']) queue.add(item[0] ?? '', item);
    expect(['e1', 'e2', 'f1', 'g1', 'h1', 'i1'].map((item) => queue.add(item[0] ?? '', item))).toEqual([
      ...['a2', 'e2', 'b2', 'c2', 'd2'],
      // Nobody has more than one.
      'i1',
    ]);
    expect(all(queue)).toEqual(['a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1', 'h1']);
  });
});
