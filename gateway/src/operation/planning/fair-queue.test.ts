import { describe, expect, it } from '@jest/globals';
import { fairQueue, NOBODYS } from './fair-queue.ts';

const all = <T>(queue: { next(): T | undefined }): T[] => {
  const item = queue.next();
  return item === undefined ? [] : [item, ...all(queue)];
};

describe('what waits', () => {
  it('is served in turn, each account’s in its own order', () => {
    const queue = fairQueue<string>(100);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.add(item[0] ?? '', item);
    expect(all(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(queue.size).toBe(0);
  });

  it('is a quarter of the room of one account at most, and the hub’s own as much as there is', () => {
    const queue = fairQueue<number>(8);
    const add = (account: string) => [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((item) => queue.add(account, item)).length;
    expect(add('a')).toBe(2);
    expect(add('b')).toBe(2);
    expect(add(NOBODYS)).toBe(4);
    expect(add('c')).toBe(0);
    expect(queue.size).toBe(8);
    expect(queue.clear()).toHaveLength(8);
    expect(add('c')).toBe(2);
  });
});
