import { expect, it } from '@jest/globals';
import { CROP_CODES, CROPS, parseCrop } from './crop.rules.ts';

it('names each crop by a concept of AGROVOC, no two alike, or by none where none is verified', () => {
  const uris = CROP_CODES.map((code) => CROPS[code].agrovocUri).filter((uri) => uri !== null);
  expect(new Set(uris).size).toBe(uris.length);
  for (const uri of uris) expect(uri).toMatch(/^http:\/\/aims\.fao\.org\/aos\/agrovoc\/c_\d+$/);
  expect(CROPS.ginseng.agrovocUri).toBeNull();
});

it('says which crops there are', () => {
  expect(parseCrop('rice', 'crop')).toBe('rice');
  expect(() => parseCrop('wheat', 'crop')).toThrow('crop: "wheat" is none of maize, rice, soybean, potato, ginseng.');
  expect(() => parseCrop('constructor', 'crop')).toThrow('is none of');
});
