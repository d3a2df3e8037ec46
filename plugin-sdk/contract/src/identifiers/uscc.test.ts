import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { USCC_ALPHABET, usccCheckDigit } from './check-digits.ts';
import { parseUscc, usccWarnings } from './uscc.ts';

const EXAMPLE = '91350100M000100Y43';

it('takes the example of GB 32100', () => {
  expect(parseUscc(EXAMPLE)).toBe(EXAMPLE);
});

it.each([
  ['a wrong check character', '91350100M000100Y44'],
  ['small letters', EXAMPLE.toLowerCase()],
  ['a letter that the alphabet lacks', '91350100I000100Y43'],
  ['17 characters', EXAMPLE.slice(0, 17)],
  ['a line break', `${EXAMPLE}\n`],
])('refuses %s and says what to do', (_what, text) => {
  expect(() => parseUscc(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

it('warns of a wrong inner organisation code without refusing it', () => {
  expect(usccWarnings('11220100MB1C10017F')).toEqual([]);
  const body = '91220100MA1C30015';
  expect(usccWarnings(parseUscc(body + usccCheckDigit(body)))).toHaveLength(1);
});

it('refuses every code with one character wrong', () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 17 }), fc.constantFrom(...USCC_ALPHABET), (at, character) => {
      const slip = [...EXAMPLE].with(at, character).join('');
      if (slip === EXAMPLE) return;
      expect(() => parseUscc(slip)).toThrow();
    }),
  );
});
