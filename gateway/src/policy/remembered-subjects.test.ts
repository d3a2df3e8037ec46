import { generateHopSecret, subjectHash } from '@citygraph/contract';
import { expect, it } from '@jest/globals';
import { rememberedSubjectHash } from './remembered-subjects.ts';

const [one, other] = [generateHopSecret(), generateHopSecret()];

it.each([
  ['the first time', one, 'Resident', 'res_1'],
  ['once more', one, 'Resident', 'res_1'],
  ['by another secret', other, 'Resident', 'res_1'],
  ['of another type', one, 'Household', 'res_1'],
  ['of another person', one, 'Resident', 'res_2'],
])('is the contract’s hash, %s', (_, secret, type, key) => {
  expect(rememberedSubjectHash(secret, type, key)).toBe(subjectHash(secret, type, key));
});
