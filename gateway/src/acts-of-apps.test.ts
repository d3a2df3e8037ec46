import { ANONYMOUS, type Principal, subjectHash } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createSealer } from './policy/pairwise/sealer.ts';
import { type MemoryLedger, memoryLedger } from './testing/memory-ledger.ts';
import { openSmallCity, type SmallCity } from './testing/small-city.ts';
import { consent, grant, key, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

/** What an app of a third party does for the person who uses it, and for another whom that person stands for. */
const USER: Principal = {
  ...ANONYMOUS,
  subject: 'sub-user',
  resident: 'res_ada',
  roles: ['resident'],
  scopes: ['openid'],
  app: 'app-lender',
  appPurposes: ['self-service'],
};

const DIRECT = 'mutation Direct($whose: ID!) { direct(residentId: $whose) }';
const END = 'mutation { end(id: "dir_1") }';

let city: SmallCity;
const ledger: MemoryLedger = memoryLedger();
/** Whose data the department says that it changed. */
let changed: readonly string[] = [];
const bo = createSealer(SEALING).seal('app app-lender', 'Resident', 'res_bo');
const consentOf = (resident: string) =>
  consent({ id: `consent_${resident}`, subject: subjectHash(SECRET, 'Resident', resident) });
const decide = (...whose: string[]) =>
  city.gateway.setPolicy(
    signedBundle({
      grants: [
        grant({
          grantee: { app: 'app-lender' },
          coordinates: ['Mutation.direct', 'Mutation.end'],
          needsConsent: true,
        }),
      ],
      consents: whose.map(consentOf),
    }),
  );
const acts = () => city.government.received.filter(({ query }) => query?.startsWith('mutation')).length;
const ask = (query: string) => city.ask(query, { as: USER, variables: { whose: bo } });

beforeAll(async () => {
  city = await openSmallCity({
    discloses: (query) => (query.startsWith('mutation') ? { subjects: changed, rows: 1 } : null),
    persons: [USER],
    gateway: { policy: { keys: [key.publicJwk], subjectSecret: SECRET }, sealing: SEALING, ledger },
  });
});
beforeEach(() => {
  city.forget();
  ledger.kept.length = 0;
  changed = ['res_bo'];
});
afterAll(() => city.close());

it('is not done for somebody whom it names, and who has not consented to the app', async () => {
  decide('res_ada');
  const { data, errors } = await ask(DIRECT);
  expect(data).toEqual({ direct: null });
  expect(errors).toMatchObject([{ path: ['direct'], extensions: { code: 'CONSENT_REQUIRED' } }]);
  expect(acts()).toBe(0);
  expect(ledger.kept).toEqual([]);
});

it('is done for whoever consented, and leaves evidence that names them', async () => {
  decide('res_ada', 'res_bo');
  const { data, errors } = await ask(DIRECT);
  expect({ data, errors }).toEqual({ data: { direct: 'dir_1' }, errors: [] });
  expect(ledger.kept).toMatchObject([
    {
      app: 'app-lender',
      actor: 'sub-user',
      coordinates: ['Mutation.direct'],
      subjects: [subjectHash(ledger.subjectSecret, 'Resident', 'res_bo')],
    },
  ]);
});

it('leaves evidence with whose it was also where that is known only once it is done, and the app hears nothing of it', async () => {
  decide('res_ada');
  const { data, errors } = await ask(END);
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { message: expect.stringMatching(/^The change was made/), extensions: { code: 'CONSENT_REQUIRED' } },
  ]);
  expect(acts()).toBe(1);
  expect(ledger.kept).toMatchObject([
    { coordinates: ['Mutation.end'], subjects: [subjectHash(ledger.subjectSecret, 'Resident', 'res_bo')] },
  ]);
});
