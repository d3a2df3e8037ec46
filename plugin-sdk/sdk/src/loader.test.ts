import { describe, expect, it } from '@jest/globals';
import { alignRows, defineLoader, groupRows } from './loader.ts';

describe('a defined loader', () => {
  it('has one cache per request context', async () => {
    const asked: [string, readonly number[]][] = [];
    const load = defineLoader<number, number, { name: string }>(async (keys, { name }) => {
      asked.push([name, keys]);
      return keys.map((key) => key * 2);
    });
    const [one, other] = [{ name: 'one' }, { name: 'other' }];
    expect(load(one)).toBe(load(one));
    expect(await Promise.all([load(one).load(1), load(one).load(2), load(one).load(1), load(other).load(1)])).toEqual([
      2, 4, 2, 2,
    ]);
    expect(asked).toEqual([
      ['one', [1, 2]],
      ['other', [1]],
    ]);
  });

  it('fails for one key alone when its row is an error', async () => {
    const load = defineLoader<number, string, object>(async (keys) =>
      keys.map((key) => (key === 2 ? new Error('torn page') : `page ${key}`)),
    );
    const loader = load({});
    await expect(Promise.allSettled([loader.load(1), loader.load(2)])).resolves.toMatchObject([
      { status: 'fulfilled', value: 'page 1' },
      { status: 'rejected', reason: { message: 'torn page' } },
    ]);
  });

  it('asks for at most 500 at once', async () => {
    const sizes: number[] = [];
    const load = defineLoader<number, number, object>(async (keys) => {
      sizes.push(keys.length);
      return [...keys];
    });
    await load({}).loadMany(Array.from({ length: 1_001 }, (_, key) => key));
    expect(sizes).toEqual([500, 500, 1]);
  });
});

const rows = [
  { id: 'b', of: 'x' },
  { id: 'a', of: 'y' },
  { id: 'c', of: 'x' },
];

it('puts rows in the order of their keys, null where there is none', () => {
  expect(alignRows(['a', 'z', 'b'], rows, ({ id }) => id)).toEqual([rows[1], null, rows[0]]);
});

it('groups rows in the order of their keys, empty where there are none', () => {
  expect(groupRows(['y', 'z', 'x'], rows, ({ of }) => of)).toEqual([[rows[1]], [], [rows[0], rows[2]]]);
});
