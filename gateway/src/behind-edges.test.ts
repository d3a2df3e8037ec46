import {
  departmentSchemaHead,
  type ExchangeRecord,
  type GrantTerms,
  type PolicyBundle,
  subjectHash,
} from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { consent, grant, key, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

/** A home's and a car's keys are public where anybody may ask for them, and personal where the way to them leads through a person (DECISIONS 25). */

const S1 = '@sensitivity(level: "S1")';
const reference = { __resolveReference: (given: unknown) => given };

const air = {
  name: 'air',
  sdl: `${departmentSchemaHead()}
    type Query { air_station: String ${S1} }
    type AirProbe @key(fields: "id") { id: ID! ${S1} }
    type Place @key(fields: "id") { id: ID! air_smog: Int ${S1} air_probe: AirProbe ${S1} air_twin: Place ${S1} }
    type Parcel @key(fields: "id") { id: ID! air_dust: Int ${S1} }
    type Vehicle @key(fields: "vin") { vin: ID! air_fumes: Int ${S1} }
    type Resident @key(fields: "id") { id: ID! air_home: Place ${S1} }`,
  resolvers: {
    Query: { air_station: () => 'north' },
    Place: { ...reference, air_smog: () => 7, air_probe: () => ({ id: 'prb_1' }), air_twin: () => ({ id: 'plc_2' }) },
    Parcel: { ...reference, air_dust: () => 3 },
    Vehicle: { ...reference, air_fumes: () => 9 },
    Resident: { ...reference, air_home: () => ({ id: 'plc_2' }) },
    AirProbe: reference,
  } as never,
};

/** It asks for what `air` says of a place, and about what belongs to `air`. */
const iov = {
  name: 'iov',
  sdl: `${departmentSchemaHead()}
    type Place @key(fields: "id") { id: ID! air_smog: Int @external iov_route: Int @requires(fields: "air_smog") ${S1} }
    type AirProbe @key(fields: "id") { id: ID! iov_distance: Int ${S1} }`,
  resolvers: {
    Place: { ...reference, iov_route: () => 2 },
    AirProbe: { ...reference, iov_distance: () => 5 },
  } as never,
};

let city: SmallCity;
const records: ExchangeRecord[] = [];
let isDown = false;
const ledger = {
  isAvailable: () => !isDown,
  announce: async () => {},
  append: async (record: ExchangeRecord) => void records.push(record),
};
const decide = (parts: Partial<PolicyBundle> = {}) => city.gateway.setPolicy(signedBundle(parts));
const granted = (coordinates: readonly string[], parts: Partial<GrantTerms> = {}) =>
  decide({ grants: [grant({ coordinates: [...coordinates], ...parts })] });

beforeAll(async () => {
  city = await openSmallCity({
    gateway: {
      policy: { keys: [key.publicJwk], subjectSecret: SECRET },
      sealing: SEALING,
      ledger: { ledger, subjectSecret: SECRET },
    },
    vendors: [air, iov],
  });
});
beforeEach(() => {
  city.forget();
  records.length = 0;
});
afterAll(() => city.close());

const sent = () => JSON.stringify(city.vendors.map(({ received }) => received));
const codes = (asked: { errors: readonly { path?: unknown; extensions: { code?: string } }[] }) =>
  asked.errors.map(({ path, extensions: { code } }) => `${(path as string[]).join('.')} ${code}`);
const mine = (selection: string) => city.ask(`{ me { id ${selection} } }`, { as: PARENT });
const HOME = 'household { dwelling { street air_smog } }';
const CAR = 'vehicles { class air_fumes }';

describe('a plugin behind the edge to somebody’s home', () => {
  it('is asked nothing without a grant for the edge, and what departments say is served', async () => {
    decide();
    const { data, ...asked } = await mine(HOME);
    expect(data).toEqual({
      me: { id: 'res_parent', household: { dwelling: { street: '人民大街 1 号', air_smog: null } } },
    });
    expect(codes(asked)).toEqual(['me.household.dwelling.air_smog GRANT_REQUIRED']);
    expect(asked.errors[0]?.message).toBe(
      'Place.air_smog needs Household.dwelling, and nobody granted it to the plugin air for the purpose self-service.',
    );
    expect(sent()).toBe('[[],[]]');
  });

  it('is asked under a grant for it, which the record names', async () => {
    granted(['Household.dwelling']);
    const { data, errors } = await mine(HOME);
    expect({ data, errors }).toMatchObject({
      data: { me: { household: { dwelling: { street: '人民大街 1 号', air_smog: 7 } } } },
      errors: [],
    });
    expect(city.vendors[0]?.received[0]?.variables).toEqual({
      representations: [{ __typename: 'Place', id: 'plc_1' }],
    });
    expect(records).toMatchObject([
      {
        receivers: ['air:Household.dwelling'],
        coordinates: expect.arrayContaining(['Place.air_smog', 'Household.dwelling']),
        subjects: [subjectHash(SECRET, 'Resident', 'res_parent')],
        grants: ['grant_1'],
      },
    ]);
    expect(city.government.received.at(-1)?.viewer?.receivers).toEqual(['air@1.2.0:Household.dwelling']);
  });

  it('waits for consent where the grant asks for it, and stops when it is taken back', async () => {
    const grants = [grant({ coordinates: ['Household.dwelling'], needsConsent: true })];
    decide({ grants });
    expect(codes(await mine(HOME))).toEqual(['me.household.dwelling.air_smog CONSENT_REQUIRED']);
    expect(sent()).toBe('[[],[]]');
    decide({ grants, consents: [consent()] });
    expect((await mine(HOME)).errors).toEqual([]);
    expect(city.vendors[0]?.received).toHaveLength(1);
    city.forget();
    decide({ grants });
    expect(codes(await mine(HOME))).toEqual(['me.household.dwelling.air_smog CONSENT_REQUIRED']);
    decide();
    expect(codes(await mine(HOME))).toEqual(['me.household.dwelling.air_smog GRANT_REQUIRED']);
    expect(sent()).toBe('[[],[]]');
  });

  it.each([
    ['further on', 'household { dwelling { parcel { areaM2 air_dust } } }', 'me.household.dwelling.parcel.air_dust'],
    [
      'by fragments',
      '... on Resident { household { ... on Household { dwelling { ...P } } } }',
      'me.household.dwelling.air_smog',
    ],
    ['under other names', 'h: household { d: dwelling { s: air_smog } }', 'me.h.d.s'],
    ['of a child', 'guardianOf { household { dwelling { air_smog } } }', 'me.guardianOf.household.dwelling.air_smog'],
  ])('is held to that %s', async (_, selection, path) => {
    const fragment = selection.includes('...P') ? 'fragment P on Place { street air_smog }' : '';
    const asked = () => city.ask(`{ me { id ${selection} } } ${fragment}`, { as: PARENT });
    granted(['Household.id', 'Resident.id', 'Resident.household']);
    expect(codes(await asked())).toEqual([`${path} GRANT_REQUIRED`]);
    expect(sent()).not.toMatch(/plc_1|par_1/);
    granted(['Household.dwelling']);
    expect((await asked()).errors).toEqual([]);
  });

  it('is held to that in a union or interface of which one may be a person', async () => {
    decide();
    const asked = await city.ask('{ parties { id ... on Resident { vehicles { air_fumes } } } }', { as: PARENT });
    expect(codes(asked)).toEqual(['parties.vehicles.air_fumes GRANT_REQUIRED']);
    expect(sent()).toBe('[[],[]]');
  });

  it('that was led on by itself knows what it said, and another one does not', async () => {
    granted(['Resident.id']);
    const own = await mine('air_home { air_smog }');
    expect(own).toMatchObject({ data: { me: { air_home: { air_smog: 7 } } }, errors: [] });
    const other = 'household { dwelling { air_probe { iov_distance } } }';
    granted(['Household.dwelling']);
    city.forget();
    expect(codes(await mine(other))).toEqual(['me.household.dwelling.air_probe.iov_distance GRANT_REQUIRED']);
    expect(city.vendors[1]?.received).toEqual([]);
  });

  it('is not asked on the way to another one, which was granted the edge', async () => {
    decide({ grants: [grant({ grantee: { plugin: 'iov' }, coordinates: ['Household.dwelling'] })] });
    const { data, ...asked } = await mine('household { dwelling { street iov_route } }');
    expect(data).toMatchObject({ me: { household: { dwelling: { street: '人民大街 1 号', iov_route: null } } } });
    expect(codes(asked)).toEqual(['me.household.dwelling.air_smog GRANT_REQUIRED']);
    expect(sent()).toBe('[[],[]]');
  });
});

describe('a plugin behind the edge to somebody’s car', () => {
  it('is asked with a grant for that edge, and with no other', async () => {
    granted(['Household.dwelling', 'Resident.id']);
    const { data, ...asked } = await mine(CAR);
    expect(data).toMatchObject({ me: { vehicles: [{ class: 'K33', air_fumes: null }] } });
    expect(codes(asked)).toEqual(['me.vehicles.air_fumes GRANT_REQUIRED']);
    expect(sent()).not.toContain('LFV2A21K6A3123456');
    granted(['Resident.vehicles']);
    expect(await mine(CAR)).toMatchObject({ data: { me: { vehicles: [{ air_fumes: 9 }] } }, errors: [] });
    expect(records.at(-1)).toMatchObject({ receivers: ['air:Resident.vehicles'] });
  });
});

describe('a plugin that is asked about a place by its key', () => {
  it('is served without any decision, as before, and nothing is recorded', async () => {
    decide();
    const { data, errors } = await city.ask(
      '{ place(id: "plc_1") { street air_smog air_twin { air_smog } parcel { air_dust } } }',
    );
    expect({ data, errors }).toEqual({
      data: { place: { street: '人民大街 1 号', air_smog: 7, air_twin: { air_smog: 7 }, parcel: { air_dust: 3 } } },
      errors: [],
    });
    expect(records).toEqual([]);
  });

  it.each([
    ['in one operation', `{ place(id: "plc_2") { street air_smog } me { id ${HOME} } }`],
    [
      'by one fragment',
      'fragment P on Place { street air_smog } { place(id: "plc_2") { ...P } me { id household { dwelling { ...P } } } }',
    ],
    [
      'by a fragment in a fragment, under a condition',
      'query($yes: Boolean = true) { place(id: "plc_2") { ...P } me { id household { dwelling { ...P @include(if: $yes) } } } } fragment P on Place { street ...S } fragment S on Place { air_smog }',
    ],
  ])(
    'is served where the same field stands behind somebody’s edge as well, and is told nothing of that: %s',
    async (_, text) => {
      decide();
      const asked = await city.ask(text, { as: PARENT });
      expect(asked.data).toEqual({
        place: { street: '解放大路 2 号', air_smog: 7 },
        me: { id: 'res_parent', household: { dwelling: { street: '人民大街 1 号', air_smog: null } } },
      });
      expect(codes(asked)).toEqual(['me.household.dwelling.air_smog GRANT_REQUIRED']);
      expect(city.vendors.map(({ received }) => received.map(({ variables }) => variables))).toEqual([
        [{ representations: [{ __typename: 'Place', id: 'plc_2' }] }],
        [],
      ]);
      expect(JSON.stringify(records)).not.toContain('air');
    },
  );

  it('is told of a home that is asked about by its key alone', async () => {
    decide();
    const asked = await city.ask(`{ place(id: "plc_1") { air_smog } me { id ${HOME} } }`, { as: PARENT });
    expect(asked.data).toMatchObject({
      place: { air_smog: 7 },
      me: { household: { dwelling: { street: '人民大街 1 号', air_smog: null } } },
    });
    expect(city.vendors[0]?.received).toHaveLength(1);
    expect(JSON.stringify(records)).not.toContain('air');
  });

  it('is served at a root while the consent for the edge is missing, and at both with it', async () => {
    const grants = [grant({ coordinates: ['Household.dwelling'], needsConsent: true })];
    const both = `{ place(id: "plc_2") { air_smog } me { id ${HOME} } }`;
    decide({ grants });
    const without = await city.ask(both, { as: PARENT });
    expect(without.data).toMatchObject({ place: { air_smog: 7 }, me: { household: { dwelling: { air_smog: null } } } });
    expect(codes(without)).toEqual(['me.household.dwelling.air_smog CONSENT_REQUIRED']);
    expect(sent()).not.toContain('plc_1');
    expect(JSON.stringify(records)).not.toContain('air');
    decide({ grants, consents: [consent()] });
    const withIt = await city.ask(both, { as: PARENT });
    expect(withIt).toMatchObject({
      data: { place: { air_smog: 7 }, me: { household: { dwelling: { air_smog: 7 } } } },
      errors: [],
    });
    expect(records.at(-1)).toMatchObject({ receivers: ['air:Household.dwelling'], grants: ['grant_1'] });
  });

  it('is recorded behind an edge only where the operation asks for that with its variables', async () => {
    granted(['Household.dwelling']);
    const text = `query($home: Boolean!) { place(id: "plc_2") { air_smog } me { id household @include(if: $home) { dwelling { air_smog } } } }`;
    const asked = (home: boolean) => city.ask(text, { as: PARENT, variables: { home } });
    expect((await asked(false)).errors).toEqual([]);
    expect(JSON.stringify(records)).not.toContain('air');
    expect((await asked(true)).errors).toEqual([]);
    expect(records.at(-1)).toMatchObject({ receivers: ['air:Household.dwelling'] });
  });

  it('is served while nothing can be recorded, and asked nothing behind an edge', async () => {
    granted(['Household.dwelling']);
    isDown = true;
    const asked = await city.ask(`{ place(id: "plc_2") { air_smog } me { id ${HOME} } }`, { as: PARENT });
    isDown = false;
    expect(asked.data).toMatchObject({ place: { air_smog: 7 } });
    expect(codes(asked)).toContain('me.household LEDGER_UNAVAILABLE');
    expect(sent()).not.toContain('plc_1');
  });
});
