import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';

const REGISTERED = 'query Mine($year: String) { me { name guardianOf { name } enrolments(year: $year) { status } } }';

let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity({
    gateway: { adHocSensitive: false, trustedDocuments: [REGISTERED] },
  });
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

  it('leaves S3 and below to anybody signed in', async () => {
    const { data, errors } = await city.ask('{ me { name title } }', { as: PARENT });
    expect([data, errors]).toEqual([{ me: { name: '李静', title: null } }, []]);
  });
});
