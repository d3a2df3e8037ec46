import { describe, expect, it } from '@jest/globals';
import { pageFrom, readCursor, writeCursor } from './opaque-cursor.ts';

describe('a cursor', () => {
  it('is read by the list that wrote it', () => {
    const cursor = writeCursor('events', 1_700_000_000_000, 'evt_1');
    expect(readCursor<[number, string]>('events', cursor, ['moment', 'text'])).toEqual([1_700_000_000_000, 'evt_1']);
  });

  it('may be left out', () => {
    expect(readCursor<[number, string]>('events', null, ['moment', 'text'])).toBeNull();
  });

  it.each([
    ['of another list', writeCursor('parcels', 1, 'a')],
    ['with too little in it', writeCursor('events', 1)],
    ['with the wrong things in it', writeCursor('events', 'x', 'a')],
    ['that is no list', Buffer.from('{"a":1}').toString('base64url')],
    ['of a moment beyond all calendars', writeCursor('events', 8e15, 'a')],
    ['of an endless moment', Buffer.from('["events",1e999,"a"]').toString('base64url')],
    ['with a character that no text has', writeCursor('events', 1, 'a\0b')],
    ['that is a word', 'evt_1'],
    ['that is empty', ''],
    ['that is endless', writeCursor('events', 1, 'a'.repeat(1000))],
  ])('%s is refused', (_what, cursor) => {
    expect(() => readCursor<[number, string]>('events', cursor, ['moment', 'text'])).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: expect.objectContaining({ argument: 'after' }) }),
    );
  });
});

it('makes a page of one row more than wanted', () => {
  const page = pageFrom(['a', 'b', 'c'], 2, null, (row) => `@${row}`);
  expect(page.nodes).toEqual(['a', 'b']);
  expect(page.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, startCursor: '@a', endCursor: '@b' });
  expect(pageFrom([], 2, '@c', String).pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: true,
    startCursor: null,
    endCursor: null,
  });
});
