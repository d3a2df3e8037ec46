import { expect, it } from '@jest/globals';
import { parseEarTag, parseLei, parseVin } from './vehicle-and-animal.ts';

it('takes the VIN that GB 16735 prints, and refuses a domestic one with a wrong check character', () => {
  expect(parseVin('LFWADRJF011002346')).toEqual({ vin: 'LFWADRJF011002346', warnings: [] });
  expect(() => parseVin('LFWADRJF111002346')).toThrow(/ninth character/);
});

it('only warns about an import, whose maker may not use a check character', () => {
  expect(parseVin('1M8GDM9AXKP042788').warnings).toEqual([]);
  expect(parseVin('WAUZZZ8V5JA000001').warnings).toHaveLength(1);
});

it.each(['LFWADRJFO11002346', 'LFWADRJF01100234', 'lfwadrjf011002346'])('refuses %s as a VIN', (text) => {
  expect(() => parseVin(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

it('reads species, county and serial from an ear tag', () => {
  expect(parseEarTag('122018200000042')).toEqual({ species: 'pig', division: '220182', serial: '00000042' });
  expect(parseEarTag('222018200000042').species).toBe('cattle');
  expect(() => parseEarTag('422018200000042')).toThrow(/is no ear tag/);
  expect(() => parseEarTag('12201820000042')).toThrow(/is no ear tag/);
});

it('takes a registered LEI and refuses it with one character wrong', () => {
  expect(parseLei('5493001KJTIIGC8Y1R12')).toBe('5493001KJTIIGC8Y1R12');
  expect(() => parseLei('5493001KJTIIGC8Y1R13')).toThrow(/is no LEI/);
  expect(() => parseLei('5493001KJTIIGC8Y1S12')).toThrow(/is no LEI/);
});
