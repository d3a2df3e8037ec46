import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../signed/canonical-json.ts';
import type { ExchangeRecord } from './exchange-record.ts';
import { fitted, fittedRecord, RECORD_BOUNDS } from './record-bounds.ts';

const long = (character: string) => character.repeat(500);
const record: ExchangeRecord = {
  id: long('i'),
  at: '2026-11-23T00:00:00.000Z',
  app: long('a'),
  organisation: long('9'),
  actor: long('s'),
  purpose: long('p'),
  case: long('c'),
  grants: [long('g')],
  operation: long('Q'),
  coordinates: [long('T')],
  receivers: [long('r')],
  subjects: [long('h')],
  rows: 1,
  requestHash: 'a',
  responseHash: 'b',
};

describe('a text of a record', () => {
  it('is left as it is when it fits', () => {
    expect(fitted('sub-parent', 64)).toBe('sub-parent');
    expect(fitted('', 1)).toBe('');
    expect(fitted('问'.repeat(64), 64)).toBe('问'.repeat(64));
  });

  it('keeps its beginning and a digest that whoever has the text can work out', () => {
    const digest = hash('sha256', `"${long('Q')}"`, 'base64url');
    expect(fitted(long('Q'), 400)).toBe(`${'Q'.repeat(356)}~${digest}`);
  });

  it('never looks like another, however little room there is', () => {
    const others = [`${long('9')}1`, `${long('9')}2`, '9'.repeat(19)];
    const short = others.map((text) => fitted(text, 18));
    expect(new Set(short).size).toBe(3);
    for (const text of short) expect(text).toMatch(/^~[\w-]{17}$/);
  });

  it('with half a character can be written all the same', () => {
    const halves = ['sub-\ud800', 'sub-\udc00', `${'x'.repeat(19)}😀${long('y')}`].map((text) => fitted(text, 64));
    expect(new Set(halves).size).toBe(3);
    for (const text of halves) expect(canonicalJson(text)).toBe(JSON.stringify(text));
  });
});

it('a record fits in every one of its texts, and is not changed by fitting it again', () => {
  const short = fittedRecord(record);
  const { item, subject } = RECORD_BOUNDS;
  for (const name of ['id', 'app', 'organisation', 'actor', 'purpose', 'case', 'operation'] as const) {
    expect(short[name]).toHaveLength(RECORD_BOUNDS[name]);
  }
  for (const name of ['grants', 'coordinates', 'receivers'] as const) expect(short[name][0]).toHaveLength(item);
  expect(short.subjects[0]).toHaveLength(subject);
  expect(fittedRecord(short)).toEqual(short);
});
