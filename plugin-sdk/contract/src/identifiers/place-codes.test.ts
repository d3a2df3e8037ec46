import { expect, it } from '@jest/globals';
import { parseDivisionCode, parseInvestmentProjectCode, parseRealEstateUnitCode } from './place-codes.ts';

it('normalises provinces and cities to six digits and keeps the finer codes', () => {
  expect(['22', '2201', '220102', '220102001', '220102001002'].map(parseDivisionCode)).toEqual([
    '220000',
    '220100',
    '220102',
    '220102001',
    '220102001002',
  ]);
});

it.each(['', '2', '220', '22010', '2201020', '0201', '22010A', '220102\n'])('refuses %j as a division', (text) => {
  expect(() => parseDivisionCode(text)).toThrow(/is no division code/);
});

it('takes a project code of GB/T 40058 by shape and month', () => {
  const code = '2609-220102-04-01-123456';
  expect(parseInvestmentProjectCode(code)).toBe(code);
  for (const wrong of ['2613-220102-04-01-123456', '2600-220102-04-01-123456', code.replaceAll('-', ''), `${code}7`]) {
    expect(() => parseInvestmentProjectCode(wrong)).toThrow(/is no investment project code/);
  }
});

it('takes a real-estate unit code of 28 characters: 19 of the parcel, 9 of the fixture', () => {
  const parcel = '220102001001GB00001';
  const code = `${parcel}F00010001`;
  expect([parcel.length, code.length]).toEqual([19, 28]);
  expect(parseRealEstateUnitCode(code)).toBe(code);
  for (const wrong of [parcel, code.toLowerCase(), `${parcel}F0001`, `${parcel}100010001`]) {
    expect(() => parseRealEstateUnitCode(wrong)).toThrow(/is no real-estate unit code/);
  }
});
