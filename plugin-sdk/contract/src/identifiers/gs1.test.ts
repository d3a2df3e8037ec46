import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gs1CheckDigit } from './check-digits.ts';
import { parseGln, parseGtin, parseSscc } from './gs1.ts';

it('stores a GTIN of every length as 14 digits, so that equal ones compare equal', () => {
  expect(parseGtin('6912345678902')).toBe('06912345678902');
  expect(parseGtin('96385074')).toBe('00000096385074');
  expect(parseGtin('036000291452')).toBe(parseGtin('0036000291452'));
  expect(parseGtin('10614141000415')).toBe('10614141000415');
});

it.each(['6912345678901', '691234567890', '123456789', '', '69123456789O2', '6912345678902\n'])(
  'refuses %j as a GTIN',
  (text) => {
    expect(() => parseGtin(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  },
);

it('reads a location number and a serial shipping container code', () => {
  expect(parseGln('6291041500213')).toBe('6291041500213');
  expect(parseSscc('376104250021234569')).toBe('376104250021234569');
  expect(() => parseGln('6291041500214')).toThrow(/is no GLN/);
  expect(() => parseSscc('376104250021234568')).toThrow(/is no SSCC/);
});

it('takes whatever was given its check digit, and nothing else with the same body', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{12}$/), fc.constantFrom(...'0123456789'), (body, last) => {
      const fits = last === gs1CheckDigit(body);
      if (fits) expect(parseGtin(body + last)).toBe(`0${body}${last}`);
      else expect(() => parseGtin(body + last)).toThrow();
    }),
  );
});
