import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type MemoryLedger, memoryLedger } from './testing/memory-ledger.ts';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { key, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

const ledger: MemoryLedger = memoryLedger();
let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity({
    discloses: (query) => (query.includes('parties') ? { subjects: ['res_ada'], rows: 1 } : null),
    gateway: { policy: { keys: [key.publicJwk], subjectSecret: SECRET }, sealing: SEALING, ledger },
  });
  city.gateway.setPolicy(signedBundle());
});
beforeEach(() => {
  ledger.kept.length = 0;
});
afterAll(() => city.close());

it('names the fields of objects that stood for an interface’s, as grants and the catalogue do', async () => {
  const { data, errors } = await city.ask('query Names { parties { title } }', { as: PARENT });
  expect({ data, errors }).toEqual({ data: { parties: [{ title: 'Ada' }, { title: 'Firm' }] }, errors: [] });
  // A firm's title is public.
  expect(ledger.kept.map(({ coordinates }) => coordinates)).toEqual([['Resident.title']]);
});
