import { departmentSchemaHead, type Principal } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSealer } from './policy/pairwise/sealer.ts';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { key, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

const S1 = '@sensitivity(level: "S1")';
const sealer = createSealer(SEALING);
/** A third party's app, for the parent. */
const LENDER: Principal = { ...PARENT, app: 'app-lender', subject: 'sub-lender' };

/** Tells of people whom it knows by ids of its own. */
const vendor = (name: string) => ({
  name,
  sdl: `${departmentSchemaHead()}
    type Query { ${name}_lead(who: String!): Resident ${S1} ${name}_all: [Resident!] ${S1} ${name}_card: ${name}Card ${S1} }
    type ${name}Card { holder: Resident ${S1} }
    type Resident @key(fields: "id") { id: ID! ${name}_mask: Boolean ${S1} }`,
  resolvers: {
    Query: {
      [`${name}_lead`]: (_: unknown, { who }: { who: string }) => ({ id: sealer.seal(name, 'Resident', `res_${who}`) }),
      [`${name}_all`]: () => ['zhou', 'bo'].map((who) => ({ id: sealer.seal(name, 'Resident', `res_${who}`) })),
      [`${name}_card`]: () => ({ holder: { id: sealer.seal(name, 'Resident', 'res_zhou') } }),
    },
    Resident: { __resolveReference: (one: unknown) => one, [`${name}_mask`]: () => true },
  } as never,
});

let city: SmallCity;
let isGovernmentDown = false;
const LATE: Principal = { ...PARENT, subject: 'sub-late' };
beforeAll(async () => {
  city = await openSmallCity({
    gateway: {
      policy: { keys: [key.publicJwk], subjectSecret: SECRET, bundle: signedBundle() },
      sealing: SEALING,
    },
    vendors: [vendor('air'), vendor('iov')],
    persons: [LENDER, LATE],
    misbehave: { government: () => (isGovernmentDown ? { status: 503, body: '' } : null) },
  });
});
afterAll(() => city.close());

describe('somebody whom a plugin leads to', () => {
  it.each<[string, Principal | undefined]>([
    ['whoever is not signed in', undefined],
    ['the city’s own app', PARENT],
    ['an app of a third party', LENDER],
  ])('is named to nobody who may not name them: %s', async (_, as) => {
    const { data, errors } = await city.ask('{ air_lead(who: "zhou") { id } iov_lead(who: "zhou") { who: id } }', {
      ...(as && { as }),
    });
    expect(data).toEqual({ air_lead: null, iov_lead: null });
    expect(errors.map(({ path, extensions: { code } }) => `${path?.join('.')} ${code}`)).toEqual([
      'air_lead.id FORBIDDEN',
      'iov_lead.who FORBIDDEN',
    ]);
  });

  it('is as little named in lists and within what is the plugin’s own', async () => {
    const { data, text, errors } = await city.ask('{ air_all { id } air_card { holder { id } } }');
    expect(data).toEqual({ air_all: null, air_card: { holder: null } });
    expect(errors.map(({ extensions: { code } }) => code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(text).not.toContain('res_');
  });

  it.each([
    ['parent', '李静'],
    ['bo', '波'],
  ])('is named to who stands for them: %s', async (who, name) => {
    const { data, errors } = await city.ask(`{ air_lead(who: "${who}") { id name } }`, { as: PARENT });
    expect({ data, errors }).toEqual({ data: { air_lead: { id: `res_${who}`, name } }, errors: [] });
  });

  it('is named to an app by its own id of them', async () => {
    const { data } = await city.ask('{ air_lead(who: "bo") { id } }', { as: LENDER });
    expect(data).toEqual({ air_lead: { id: sealer.seal('app app-lender', 'Resident', 'res_bo') } });
  });

  it('is who departments are asked about all the same, and they judge', async () => {
    const { data, errors } = await city.ask('{ air_lead(who: "ada") { name } }', { as: PARENT });
    expect({ data, errors }).toEqual({ data: { air_lead: { name: '安娜' } }, errors: [] });
  });

  it('is who asks, or nobody, while government does not say whom else they stand for', async () => {
    isGovernmentDown = true;
    const { data, errors } = await city.ask('{ own: air_lead(who: "parent") { id } air_lead(who: "bo") { id } }', {
      as: LATE,
    });
    isGovernmentDown = false;
    expect(data).toEqual({ own: { id: 'res_parent' }, air_lead: null });
    expect(errors).toMatchObject([{ path: ['air_lead', 'id'], extensions: { code: 'FORBIDDEN' } }]);
  });
});
