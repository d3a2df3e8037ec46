import { describe, expect, it } from '@jest/globals';
import { explanationOf, knownCodes } from './explanation-of.ts';

/** A page without its examples: those are the same in every language. */
const prose = (page: string | null): string => (page ?? '').replaceAll(/```[\s\S]*?```/g, '');

describe.each(await knownCodes())('%s', (code) => {
  it('is explained in English and in Chinese', async () => {
    const [english, chinese] = await Promise.all([explanationOf(code, 'en'), explanationOf(code, 'zh-CN')]);
    expect([english, chinese]).toEqual([expect.stringContaining(code), expect.stringContaining(code)]);
    // Rules quote a letter or two of other scripts, never a word.
    expect(prose(english)).not.toMatch(/\p{Script=Han}{2}/u);
    expect(prose(chinese).match(/\p{Script=Han}/gu)?.length ?? 0).toBeGreaterThan(8);
  });
});

it('nobody’s code has no page', async () => {
  expect(await explanationOf('NONNUL', 'zh-CN')).toBeNull();
});
