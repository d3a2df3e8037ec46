import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { createPersistedQueries } from './persisted-queries.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const has = (store: ReturnType<typeof createPersistedQueries>, text: string): boolean => {
  try {
    return store.textOf({ query: null, sha256: digest(text) }) === text;
  } catch {
    return false;
  }
};

it('keeps what was used last, within its size', () => {
  const store = createPersistedQueries(30);
  const [one, two, three] = ['{ one        }', '{ two        }', '{ three      }'] as [string, string, string];
  store.keep(digest(one), one);
  store.keep(digest(two), two);
  expect(has(store, one)).toBe(true);
  store.keep(digest(three), three);
  expect([one, two, three].map((text) => has(store, text))).toEqual([true, false, true]);
});

it('keeps no text that is as long as data', () => {
  const store = createPersistedQueries();
  const long = `{ a(text: "${'x'.repeat(20_000)}") }`;
  store.keep(digest(long), long);
  expect(has(store, long)).toBe(false);
});

it('counts a text that comes twice once', () => {
  const store = createPersistedQueries(30);
  const text = '{ twenty characters }';
  for (let n = 0; n < 5; n++) store.keep(digest(text), text);
  expect(has(store, text)).toBe(true);
});
