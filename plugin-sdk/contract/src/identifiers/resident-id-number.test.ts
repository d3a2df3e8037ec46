import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { residentIdCheckDigit } from './check-digits.ts';
import { isValidResidentIdNumber, parseResidentIdNumber } from './resident-id-number.ts';

const EXAMPLE = '11010519491231002X';

it('reads division, birth date and sex from the example of GB 11643', () => {
  expect(parseResidentIdNumber(EXAMPLE)).toEqual({ division: '110105', birthDate: '1949-12-31', sex: 'F' });
  expect(parseResidentIdNumber('440524188001010014')).toMatchObject({ birthDate: '1880-01-01', sex: 'M' });
});

it('accepts a division that was abolished long ago', () => {
  const body = '22012019780512003';
  expect(parseResidentIdNumber(body + residentIdCheckDigit(body)).division).toBe('220120');
});

it.each([
  ['a wrong check character', '110105194912310021'],
  ['a small x', '11010519491231002x'],
  ['the old 15-digit form', '110105491231002'],
  ['a day that is not in the calendar', `11010519490229002${residentIdCheckDigit('11010519490229002')}`],
  ['a month 13', `11010519491331002${residentIdCheckDigit('11010519491331002')}`],
  ['a blank at the end', `${EXAMPLE} `],
  ['a line break at the end', `${EXAMPLE}\n`],
  ['full-width digits', '１１０１０５１９４９１２３１００２X'],
  ['a division that starts with 0', `01010519491231002${residentIdCheckDigit('01010519491231002')}`],
  ['nothing', ''],
])('refuses %s', (_what, text) => {
  expect(isValidResidentIdNumber(text)).toBe(false);
});

describe('the series beside the mainland one', () => {
  // The specimen numbers of the residence permits (81, 83) and of the permanent residence card of 2023 (9).
  it('takes residents from Hong Kong, Macao and Taiwan unless told otherwise', () => {
    expect(parseResidentIdNumber('810000199408230021').birthDate).toBe('1994-08-23');
    expect(isValidResidentIdNumber('830000199201300022')).toBe(true);
    expect(() => parseResidentIdNumber('810000199408230021', { series: ['mainland'] })).toThrow(/only these series/);
  });

  it('takes foreigners with permanent residence only when asked to', () => {
    expect(isValidResidentIdNumber('911124198108030024')).toBe(false);
    expect(parseResidentIdNumber('911124198108030024', { series: ['permanent-resident'] }).sex).toBe('F');
  });
});

it('never repeats an identity number in its message', () => {
  for (const wrong of ['110105194912310021', '11010519490229002X', '911124198108030024']) {
    expect(() => parseResidentIdNumber(wrong)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.not.stringContaining(wrong.slice(3)) }),
    );
  }
});

it('takes no text but one of its own shape', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => !isValidResidentIdNumber(text) || /^\d{17}[\dX]$/.test(text)),
  );
});
