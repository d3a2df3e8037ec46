import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  gs1CheckDigit,
  leiCheckDigits,
  organisationCodeCheckDigit,
  residentIdCheckDigit,
  USCC_ALPHABET,
  usccCheckDigit,
  vinCheckDigit,
} from './check-digits.ts';

const DIGITS = '0123456789';

describe('the examples that the standards themselves print', () => {
  it.each([
    ['GB 11643-1999, Annex A', residentIdCheckDigit('11010519491231002'), 'X'],
    ['GB 11643-1999, Annex A', residentIdCheckDigit('44052418800101001'), '4'],
    ['GB 32100-2015', usccCheckDigit('91350100M000100Y4'), '3'],
    ['GB 11714-1997', organisationCodeCheckDigit('D2143569'), 'X'],
    ['GS1, how a check digit is made', gs1CheckDigit('629104150021'), '3'],
    ['GS1, the same for an SSCC', gs1CheckDigit('37610425002123456'), '9'],
    ['GB 16735-2019, Annex A', vinCheckDigit('LFWADRJF011002346'), '0'],
    ['ISO 3779 with X', vinCheckDigit('1M8GDM9AXKP042788'), 'X'],
    ['ISO 17442', leiCheckDigits('5493001KJTIIGC8Y1R'), '12'],
  ])('%s', (_standard, computed, printed) => {
    expect(computed).toBe(printed);
  });
});

/** Every text of `length` characters and one in which a single character became another. */
const oneSlip = (alphabet: string, length: number): fc.Arbitrary<{ right: string; wrong: string }> =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }),
      fc.nat({ max: length - 1 }),
      fc.constantFrom(...alphabet),
    )
    .filter(([text, at, slip]) => text[at] !== slip)
    .map(([text, at, slip]) => ({ right: text.join(''), wrong: text.with(at, slip).join('') }));

const oneSwap = (alphabet: string, length: number): fc.Arbitrary<{ right: string; wrong: string }> =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }),
      fc.nat({ max: length - 2 }),
    )
    .filter(([text, at]) => text[at] !== text[at + 1])
    .map(([text, at]) => ({
      right: text.join(''),
      wrong: text
        .with(at, text[at + 1] ?? '')
        .with(at + 1, text[at] ?? '')
        .join(''),
    }));

describe('one wrong character changes the check', () => {
  it.each<[string, (text: string) => string, string, number]>([
    ['resident identity number', residentIdCheckDigit, DIGITS, 17],
    ['unified social credit code', usccCheckDigit, USCC_ALPHABET, 17],
    ['organisation code', organisationCodeCheckDigit, DIGITS, 8],
    ['GTIN-13', gs1CheckDigit, DIGITS, 12],
    ['SSCC', gs1CheckDigit, DIGITS, 17],
    ['LEI, digits', leiCheckDigits, DIGITS, 18],
    ['LEI, letters', leiCheckDigits, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 18],
  ])('%s', (_name, check, alphabet, length) => {
    fc.assert(fc.property(oneSlip(alphabet, length), ({ right, wrong }) => check(right) !== check(wrong)));
  });

  it('VIN, wherever the digit is not the check character itself', () => {
    const slips = oneSlip('123456789', 17).filter(({ right, wrong }) => right[8] === wrong[8]);
    fc.assert(fc.property(slips, ({ right, wrong }) => vinCheckDigit(right) !== vinCheckDigit(wrong)));
  });
});

describe('two neighbours swapped change the check', () => {
  it.each<[string, (text: string) => string, string, number]>([
    ['resident identity number', residentIdCheckDigit, DIGITS, 17],
    ['unified social credit code', usccCheckDigit, USCC_ALPHABET, 17],
    ['LEI, digits', leiCheckDigits, DIGITS, 18],
  ])('%s', (_name, check, alphabet, length) => {
    fc.assert(fc.property(oneSwap(alphabet, length), ({ right, wrong }) => check(right) !== check(wrong)));
  });

  it('GS1 keys, unless the two differ by five, which mod 10 cannot see', () => {
    fc.assert(
      fc.property(oneSwap(DIGITS, 12), ({ right, wrong }) => {
        const at = [...right].findIndex((digit, i) => digit !== wrong[i]);
        const blind = Math.abs(Number(right[at]) - Number(wrong[at])) === 5;
        return (gs1CheckDigit(right) === gs1CheckDigit(wrong)) === blind;
      }),
    );
  });
});
