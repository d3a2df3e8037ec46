import { expect, it } from '@jest/globals';
import { appIds } from './app-ids.ts';
import { createSealer } from './sealer.ts';

const sealer = createSealer([{ id: 'a', secret: new Uint8Array(32).fill(1) }]);
const ids = appIds('lender', new Map([['Resident', new Set(['id'])]]), sealer);

it.each([
  ['There is no resident res_bo.', 'There is no resident somebody.'],
  // What a plugin says of keys that it guesses tells the app that it works with nothing of its ids.
  ['res_1 res_2, "hh_3" (res_4)', 'somebody somebody, "somebody" (somebody)'],
  ['Nobody is named here: address_1, pres_2.', 'Nobody is named here: address_1, pres_2.'],
])('a message for an app names nobody: %s', (said, told) => {
  expect(ids.tell(said)).toBe(told);
});
