import { describe, expect, it } from '@jest/globals';
import { ARCHIVE_SAYINGS } from '../ledger/archive-words.ts';
import { MANIFEST_SCHEMA } from '../manifest/manifest-schema.ts';
import { MANIFEST_SAYINGS } from '../manifest/manifest-words.ts';
import { StartError } from '../start-error.ts';
import { createSay, joinTexts, type Sayings } from './say.ts';

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

/** Words that say nothing of what is wrong, but describe how JSON Schema is put together. */
const STRUCTURE = new Set(
  '$schema $id $comment title description default properties items oneOf propertyName'.split(' '),
);

/** Every keyword that a value can fail by, in a schema and what is in it. */
function keywordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'properties') return Object.values(value as object).flatMap(keywordsOf);
    if (['oneOf', 'items', 'propertyNames', 'additionalProperties'].includes(keyword)) {
      return [keyword, ...(Array.isArray(value) ? value : [value]).flatMap(keywordsOf)];
    }
    return [keyword];
  });
}

describe.each<[string, Sayings]>([
  ['manifests', MANIFEST_SAYINGS],
  ['archives', ARCHIVE_SAYINGS],
])('what is said of %s', (_, sayings) => {
  it.each(Object.entries(sayings))('%s is said in both languages, with the same places', (_key, { en, zh }) => {
    expect(places(zh)).toEqual(places(en));
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(zh).not.toMatch(/[a-z]{2,} [a-z]{2,}/i);
  });
});

it('has words of its own for every keyword that a manifest can fail by', () => {
  const keywords = new Set(keywordsOf(MANIFEST_SCHEMA).filter((keyword) => !STRUCTURE.has(keyword)));
  expect([...keywords].filter((keyword) => !Object.hasOwn(MANIFEST_SAYINGS, keyword))).toEqual([]);
  expect(keywords.size).toBeGreaterThan(12);
});

describe('a saying', () => {
  const say = createSay({
    hello: { en: 'Hello, {name}.{hint}', zh: '{name}，您好。{hint}' },
    hint: { en: ' Sit down.', zh: '请坐。' },
  });

  it('is filled in with what has no language, and with what has two', () => {
    expect(say('hello', { name: '{hint}', hint: say('hint') })).toEqual({
      en: 'Hello, {hint}. Sit down.',
      zh: '{hint}，您好。请坐。',
    });
  });

  it('stands behind another with a space where its language has one', () => {
    const one = { en: 'One.', zh: '一。' };
    expect(joinTexts([one, null, one])).toEqual({ en: 'One. One.', zh: '一。一。' });
  });

  it('stops a start in English, and tells people in theirs', () => {
    expect(new StartError({ en: 'No.', zh: '不行。' })).toMatchObject({ message: 'No.', zh: '不行。' });
    expect(new StartError('No.')).toMatchObject({ message: 'No.', zh: null });
  });
});
