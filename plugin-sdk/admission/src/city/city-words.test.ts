import { describe, expect, it } from '@jest/globals';
import { CITY_SAYINGS } from './city-words.ts';

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

describe('what is said of a folder of the city’s schema', () => {
  it.each(Object.entries(CITY_SAYINGS))('%s is said in both languages, with the same places', (_, { en, zh }) => {
    expect(places(zh)).toEqual(places(en));
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(zh.replaceAll('citygraph schema fetch', '')).not.toMatch(/[a-z]{2,} [a-z]{2,}/i);
  });
});
