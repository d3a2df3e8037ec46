import { parseSscc } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { assertHsCode, assertPartnerCountry, declarationNumber } from './declaration/declaration.rules.ts';
import { cityYear, invoiceNumber, turnoverBand } from './invoice/invoice.rules.ts';
import { isLate, ssccOf } from './shipment/shipment.rules.ts';
import { tradeIntegrityScore } from './trade-record/integrity.rules.ts';

describe('numbers of commerce', () => {
  it('are container codes with a check digit, each its own', () => {
    expect(parseSscc(ssccOf(1))).toBe(ssccOf(1));
    expect(ssccOf(1)).not.toBe(ssccOf(2));
    expect(() => ssccOf(1e12)).toThrow(RangeError);
  });

  it('are invoices of 20 and declarations of 18 digits', () => {
    expect(invoiceNumber(2026, 7)).toBe('26220000000000000007');
    expect(declarationNumber(2026, 7)).toBe('150120260000000007');
  });

  it('belong to the year of the city, not of London', () => {
    expect(cityYear(new Date('2026-12-31T17:00:00Z'))).toBe(2027);
  });
});

it.each(['010121', '85423190', '9701210000'])('takes the HS code %s', (code) =>
  expect(() => assertHsCode(code)).not.toThrow(),
);
it.each(['', '77', '770000', '980000', '000000', '12345', '1234567', 'ABCDEF', '01012１'])(
  'refuses the HS code "%s"',
  (code) => expect(() => assertHsCode(code)).toThrow('hsCode'),
);
it.each(['DE', 'KR', 'RU'])('takes the country %s', (code) => expect(() => assertPartnerCountry(code)).not.toThrow());
it.each(['CN', 'de', 'DEU', '', 'QZ', '1A'])('refuses the country "%s"', (code) =>
  expect(() => assertPartnerCountry(code)).toThrow('partnerCountry'),
);

it.each([
  [0, '0-100000'],
  [9_999_999, '0-100000'],
  [10_000_000, '100000-1000000'],
  [9_999_999_999, '10000000-100000000'],
  [10_000_000_000, '100000000+'],
])('puts %s cents into the band %s', (cents, band) => expect(turnoverBand(cents)).toBe(band));

it.each([
  [{ orders: 4, upheldDisputes: 0, lateShipments: 0, returnedDeclarations: 0 }, null],
  [{ orders: 10, upheldDisputes: 0, lateShipments: 0, returnedDeclarations: 0 }, 100],
  [{ orders: 10, upheldDisputes: 1, lateShipments: 0, returnedDeclarations: 0 }, 80],
  [{ orders: 10, upheldDisputes: 1, lateShipments: 2, returnedDeclarations: 1 }, 66],
  [{ orders: 5, upheldDisputes: 5, lateShipments: 0, returnedDeclarations: 0 }, 0],
])('scores %j with %s', (record, score) => expect(tradeIntegrityScore(record)).toBe(score));

it('calls a shipment late after seven days', () => {
  const placed = new Date('2026-11-01T00:00:00Z');
  expect(isLate(placed, new Date('2026-11-08T00:00:00Z'))).toBe(false);
  expect(isLate(placed, new Date('2026-11-08T00:00:01Z'))).toBe(true);
});
