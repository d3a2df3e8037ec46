import { describe, expect, it } from '@jest/globals';
import { SAYINGS } from './words.ts';

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
/** Commands and names, which are said as they are typed. */
const CODE = /citygraph schema fetch|content-type: application/g;

describe('what is said by a hub of one’s own', () => {
  it.each(Object.entries(SAYINGS))('%s is said in both languages, with the same places', (_, { en, zh }) => {
    expect(places(zh)).toEqual(places(en));
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(zh.replace(CODE, '')).not.toMatch(/[a-z]{2,} [a-z]{2,}/i);
  });
});
