import { expect, it } from '@jest/globals';
import { START_SAYINGS } from './start-words.ts';

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

it.each(Object.entries(START_SAYINGS))('%s is said in both languages, with the same places', (name, { en, zh }) => {
  expect(places(zh)).toEqual(places(en));
  expect(en).not.toMatch(/\p{Script=Han}/u);
  if (name !== 'manifest.wrong') expect(zh).toMatch(/\p{Script=Han}/u);
  expect(zh.replace(/`[^`]+`/g, '')).not.toMatch(/[a-z]{2,} [a-z]{2,}/i);
});
