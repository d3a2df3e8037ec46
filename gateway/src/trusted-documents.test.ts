import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { grant, key, OWN, SEALING, signedBundle } from './testing/test-policy.ts';

const REGISTERED = 'query Mine($year: String) { me { name guardianOf { name } enrolments(year: $year) { status } } }';

/** Apps of the city's own; the explorer is the parent's. */
const PORTAL = { ...PARENT, subject: 'sub-parent-portal', app: 'portal' };
const LENDER = { ...PARENT, subject: 'sub-parent-lender', app: 'app-lender' };
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity({
    gateway: {
      adHocSensitive: false,
      trustedDocuments: [REGISTERED],
      trustedDocumentApps: ['explorer'],
      policy: { keys: [key.publicJwk], bundle: policyOf() },
      sealing: SEALING,
    },
    persons: [PORTAL, LENDER],
  });
});
const policyOf = (portal: readonly string[] = [], lender: readonly string[] = []) =>
  signedBundle({
    apps: {
      explorer: OWN,
      portal: { ...OWN, documents: portal.map(digest) },
      'app-lender': { ...OWN, thirdParty: true, organisation: '912200001234567890', documents: lender.map(digest) },
    },
    grants: [
      grant({
        grantee: { app: 'app-lender' },
        coordinates: ['Query.me', 'Resident.name', 'Resident.guardianOf', 'Resident.enrolments', 'Enrolment.status'],
      }),
    ],
  });
afterAll(() => city.close());

const codes = (errors: readonly { extensions: { code?: string; coordinate?: string } }[]) =>
  errors.map(({ extensions: { code, coordinate } }) => [code, coordinate]);

describe('where only registered documents may ask for S4 and I', () => {
  it('answers a registered one, however it is laid out', async () => {
    for (const query of [REGISTERED, `# the same\n${REGISTERED.replaceAll(' ', '\n ')}`]) {
      const { data, errors } = await city.ask(query, { as: PARENT, variables: { year: '2026' } });
      expect(errors).toEqual([]);
      expect(data).toMatchObject({ me: { name: '李静', enrolments: [{ status: '2026' }] } });
    }
  });

  it('refuses any other its S4 fields before any fetch, and serves the rest', async () => {
    city.forget();
    const changed = REGISTERED.replace('{ name guardianOf', '{ id name guardianOf');
    const { data, errors } = await city.ask(changed, { as: PARENT });
    expect(data).toEqual({ me: { id: 'res_parent', name: '李静', guardianOf: null, enrolments: null } });
    expect(codes(errors)).toEqual([
      ['DOCUMENT_NOT_TRUSTED', 'Resident.guardianOf'],
      ['DOCUMENT_NOT_TRUSTED', 'Resident.enrolments'],
    ]);
    expect(city.education.received).toEqual([]);
  });

  it('is not fooled by a registered document with another operation beside it', async () => {
    const query = `${REGISTERED} query Other { me { idNumber } }`;
    for (const operationName of ['Mine', 'Other']) {
      const { errors } = await city.ask(query, { as: PARENT, operationName });
      expect(errors.length).toBeGreaterThan(0);
      for (const { extensions } of errors) expect(extensions.code).toBe('DOCUMENT_NOT_TRUSTED');
    }
  });

  it('takes one app’s documents from no other app, of the city’s own or not', async () => {
    city.gateway.setPolicy(policyOf());
    for (const as of [PORTAL, LENDER]) {
      city.forget();
      const { errors } = await city.ask(REGISTERED, { as });
      expect(codes(errors)).toEqual([
        ['DOCUMENT_NOT_TRUSTED', 'Resident.guardianOf'],
        ['DOCUMENT_NOT_TRUSTED', 'Resident.enrolments'],
      ]);
      expect(city.education.received).toEqual([]);
    }
    city.gateway.setPolicy(policyOf([REGISTERED]));
    expect((await city.ask(REGISTERED, { as: PORTAL })).errors).toEqual([]);
    expect(codes((await city.ask(REGISTERED, { as: LENDER })).errors)).toHaveLength(2);
    city.gateway.setPolicy(policyOf([], [REGISTERED]));
    expect(codes((await city.ask(REGISTERED, { as: PORTAL })).errors)).toHaveLength(2);
    expect(codes((await city.ask(REGISTERED, { as: LENDER })).errors)).not.toContainEqual(
      expect.arrayContaining(['DOCUMENT_NOT_TRUSTED']),
    );
  });

  it('leaves S3 and below to anybody signed in', async () => {
    const { data, errors } = await city.ask('{ me { name title } }', { as: PARENT });
    expect([data, errors]).toEqual([{ me: { name: '李静', title: null } }, []]);
  });
});
