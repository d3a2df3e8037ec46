import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { ANONYMOUS, departmentSchemaHead, type ExchangeRecord, type Principal, subjectHash } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { argumentPersons } from './execution/compiled/boundary/argument-persons.ts';
import { boundariesOf } from './execution/compiled/boundary/boundaries-of.ts';
import type { Boundary } from './execution/compiled/boundary/boundary.ts';
import { createCompiledEngine } from './execution/compiled/compiled-engine.ts';
import type { EngineOperation } from './execution/engine.ts';
import { policyInForce } from './policy/bundle/policy-in-force.ts';
import { decide } from './policy/decide.ts';
import { createSealer } from './policy/pairwise/sealer.ts';
import { readNeeds } from './policy/read-needs.ts';
import { assertVendorsAddOnly } from './supergraph/assert-vendors-add-only.ts';
import { planHere } from './testing/plan-here.ts';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { bundle, consent, grant, key, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

const S1 = '@sensitivity(level: "S1")';
const HEAD = departmentSchemaHead().replace(
  'import: ["@key"',
  'import: ["@key", "@shareable", "@override", "@interfaceObject"',
);

const GOVERNMENT = `${HEAD}
  type Query { me: Resident @sensitivity(level: "S2") }
  interface Owner @key(fields: "id") { id: ID! name: String }
  union Party = Resident | Firm
  type Resident implements Owner @key(fields: "id") @pairwise @extensible {
    id: ID! ${S1} name: String @sensitivity(level: "S3") income: Int @sensitivity(level: "S3")
    owner: Owner @sensitivity(level: "S3") party: Party @sensitivity(level: "S3")
  }
  type Firm implements Owner @key(fields: "id") { id: ID! ${S1} name: String ${S1} }`;

const supergraphOf = (vendors: Readonly<Record<string, string>>) => {
  const subgraphs = [{ name: 'government', sdl: GOVERNMENT, url: 'http://government.invalid' }];
  for (const [name, sdl] of Object.entries(vendors)) subgraphs.push({ name, sdl, url: `http://${name}.invalid` });
  const { supergraphSdl, errors } = composeInThisThread(subgraphs);
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  return parse(supergraphSdl);
};

describe('a vendor that was put into the graph by hand', () => {
  it.each([
    [
      'answers a field that another answers',
      `type Query { air_x: Int ${S1} } type Resident @key(fields: "id") { id: ID! name: String @external air_score: Int @shareable @requires(fields: "name") ${S1} }`,
      `type Query { iov_x: Int ${S1} } type Resident @key(fields: "id") { id: ID! name: String @external air_score: Int @shareable @requires(fields: "name") ${S1} }`,
      /^The plugin (air|iov) answers Resident\.air_score, which (air|iov) answers\.$/,
    ],
    [
      'takes a field over',
      `type Query { air_x: Int ${S1} } type Resident @key(fields: "id") { id: ID! income: Int @override(from: "government") }`,
      `type Query { iov_x: Int ${S1} }`,
      /^The plugin air takes Resident\.income over from government\.$/,
    ],
    [
      'takes an interface for an object',
      `type Query { air_x: Int ${S1} } type Owner @key(fields: "id") @interfaceObject { id: ID! air_score: Int ${S1} }`,
      `type Query { iov_x: Int ${S1} }`,
      /^The plugin air takes the interface Owner for an object\.$/,
    ],
  ])('is refused with its graph where it %s', (_, air, iov, sentence) => {
    const document = supergraphOf({ air: `${HEAD} ${air}`, iov: `${HEAD} ${iov}` });
    expect(() => assertVendorsAddOnly(document, ['air', 'iov'])).toThrow(sentence);
    expect(() => assertVendorsAddOnly(document, [])).not.toThrow();
  });

  it('may share keys with whom they are, and that alone', () => {
    const air = `${HEAD} type Query { air_x: Int ${S1} } type Resident @key(fields: "id") { id: ID! air_score: Int ${S1} }`;
    expect(() => assertVendorsAddOnly(supergraphOf({ air }), ['air'])).not.toThrow();
  });
});

describe('what a vendor requires through an interface or a union', () => {
  const AIR = `${HEAD} type Query { air_x: Int ${S1} }
    interface Owner { id: ID! name: String } union Party = Resident | Firm
    type Firm implements Owner @key(fields: "id") { id: ID! name: String @external }
    type Resident implements Owner @key(fields: "id") { id: ID! name: String @external owner: Owner @external party: Party @external
      air_owner: Int @requires(fields: "owner { id }") ${S1}
      air_resident: Int @requires(fields: "owner { ... on Resident { id } }") ${S1}
      air_party: Int @requires(fields: "party { ... on Resident { id } }") ${S1}
      air_name: Int @requires(fields: "owner { name }") ${S1} }`;
  const document = supergraphOf({ air: AIR });

  it.each(['air_owner', 'air_resident', 'air_party'])('is sealed where it is somebody: %s', async (field) => {
    const boundaries = boundariesOf(document, ['air'], createSealer(SEALING));
    const { engine } = await createCompiledEngine(document, undefined, { startPlanner: planHere, boundaries });
    const asked = parse(`{ me { ${field} } }`);
    const operation: EngineOperation = {
      document: asked,
      whole: asked,
      refused: new Set(),
      isEmpty: false,
      digest: field,
      operationName: null,
    };
    const sent: string[] = [];
    const replies: Readonly<Record<string, Record<string, unknown>>> = {
      government: {
        me: {
          __typename: 'Resident',
          id: 'res_me',
          owner: { __typename: 'Resident', id: 'res_owner' },
          party: { __typename: 'Resident', id: 'res_party' },
        },
      },
      air: { _entities: [{ [field]: 7 }] },
    };
    const executable = await engine.prepare(operation);
    const { data } = await executable.execute({
      variables: {},
      coercedVariables: {},
      async dispatch(subgraph, { body }) {
        if (subgraph === 'air') sent.push(body);
        return { data: replies[subgraph] ?? null, errors: [], bytes: 1, isShared: false };
      },
    });
    await engine.close();
    expect(data).toEqual({ me: { [field]: 7 } });
    expect(sent).toHaveLength(1);
    expect(sent.join()).not.toMatch(/res_(me|owner|party)/);
    const named = field === 'air_party' ? 'res_party' : 'res_owner';
    expect(sent.join()).toContain(createSealer(SEALING).seal('air', 'Resident', named));
  });

  it('needs grants for every type that may be there', () => {
    const need = readNeeds(document, (name) => (name === 'air' ? 'vendor' : 'department')).byCoordinate.get(
      'Resident.air_name',
    );
    const given = need?.feeds.flatMap((feed) => feed.given) ?? [];
    expect(given.map(({ coordinate, needsGrant }) => `${coordinate} ${needsGrant}`)).toEqual(
      expect.arrayContaining(['Resident.name true', 'Firm.name false']),
    );
    const asker = {
      principal: ANONYMOUS,
      purpose: null,
      mayTouchSensitive: true,
      now: Date.now(),
      isSandbox: false,
      releaseOf: () => null,
      subscribeAt: null,
    };
    if (!need) throw new Error('There is no such field.');
    expect(decide(need, { ...asker, policy: policyInForce(bundle(), SECRET) }).refusal).not.toBeNull();
  });
});

describe('in a city', () => {
  const LENDER: Principal = { ...PARENT, app: 'app-lender', subject: 'sub-parent-at-the-lender' };
  const records: ExchangeRecord[] = [];
  const announced: string[] = [];
  const released: string[] = [];
  let city: SmallCity;
  beforeAll(async () => {
    city = await openSmallCity({
      persons: [LENDER],
      gateway: {
        adHocSensitive: true,
        policy: { keys: [key.publicJwk], subjectSecret: SECRET },
        sealing: SEALING,
        ledger: {
          subjectSecret: SECRET,
          ledger: {
            isAvailable: () => true,
            announce: async ({ id }) => void announced.push(id),
            release: (id) => void released.push(id),
            append: async (record) => void records.push(record),
          },
        },
      },
      vendors: [
        {
          name: 'air',
          sdl: `${departmentSchemaHead()} type Query { air_station: String ${S1} }
            type Resident @key(fields: "id") { id: ID! name: String @external guardianOf: [Resident!] @external
              air_family: String @sensitivity(level: "S3") @requires(fields: "guardianOf { id name }")
              air_advice: String ${S1} @requires(fields: "name") }`,
          resolvers: {
            Query: { air_station: () => 'north' },
            Resident: {
              __resolveReference: (reference: unknown) => reference,
              air_family: ({ guardianOf }: { guardianOf: unknown[] }) => String(guardianOf.length),
              air_advice: ({ name }: { name: string }) => `stay in, ${name}`,
            },
          } as never,
        },
      ],
    });
  });
  beforeEach(() => {
    city.forget();
    records.length = 0;
  });
  afterAll(() => city.close());
  const codes = ({ errors }: { errors: readonly { extensions: { code?: string } }[] }) =>
    errors.map(({ extensions: { code } }) => code);
  const toAir = { coordinates: ['Resident.id', 'Resident.name', 'Resident.guardianOf'] };

  it('holds no announcement open once the request is over, whatever became of it', async () => {
    const everybody = ['res_parent', 'res_ada', 'res_bo', 'res_child'].map((key, index) =>
      consent({ id: `consent_${index}`, subject: subjectHash(SECRET, 'Resident', key) }),
    );
    city.gateway.setPolicy(signedBundle({ grants: [grant(toAir)], consents: everybody }));
    announced.length = 0;
    released.length = 0;
    await city.ask('{ me { air_family } }', { as: PARENT });
    expect(announced.length).toBeGreaterThan(0);
    // The answer may be on its way a moment before.
    while (released.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([...new Set(released)]).toEqual([...new Set(announced)]);
  });

  it('people inside what a vendor requires are asked for their consent as the one is whom it is about', async () => {
    const needsConsent = grant({ ...toAir, needsConsent: true });
    city.gateway.setPolicy(signedBundle({ grants: [needsConsent], consents: [consent()] }));
    const asked = await city.ask('{ me { air_family } }', { as: PARENT });
    expect(asked.data).toEqual({ me: { air_family: null } });
    expect(codes(asked)).toEqual(['CONSENT_REQUIRED']);
    expect(city.vendors[0]?.received).toEqual([]);
  });

  it('what a vendor made of somebody’s data is no way round the grant that an app does not have', async () => {
    const toLender = grant({ id: 'grant_me', grantee: { app: 'app-lender' }, coordinates: ['Query.me'] });
    city.gateway.setPolicy(signedBundle({ grants: [grant(toAir), toLender] }));
    const asked = await city.ask('{ me { id air_advice } }', { as: LENDER });
    expect(asked.data).toEqual({ me: { id: expect.any(String), air_advice: null } });
    expect(asked.errors.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'GRANT_REQUIRED', coordinate: 'Resident.air_advice' },
    ]);
    expect(asked.text).not.toContain('stay in');
    expect(city.vendors[0]?.received).toEqual([]);
    expect((await city.ask('{ me { air_advice } }', { as: PARENT })).data).toEqual({
      me: { air_advice: 'stay in, 李静' },
    });
  });
});

describe('an argument that is to hold somebody', () => {
  it('is no input object, in which nothing could be sealed', () => {
    const air = `${HEAD} input AirHolder { id: ID! } type Query { air_cars(holder: AirHolder, of: [ID!]): String ${S1} }`;
    const document = supergraphOf({ air });
    const boundaries = (argument: string) =>
      boundariesOf(document, ['air'], createSealer(SEALING), () => ({
        arguments: { [`Query.air_cars(${argument}:)`]: 'Resident.id' },
      }));
    expect(() => boundaries('holder')).toThrow(
      'The plugin air: Query.air_cars(holder:) holds Resident.id and must be an ID, a String, or a list of these.',
    );
    expect(() => boundaries('of')).not.toThrow();
  });

  it('is looked for in the names of an object too', () => {
    const [operation] = parse('query($h: JSON) { air_cars(holder: $h) }').definitions;
    const boundary = { argumentType: () => null, view: { fieldType: () => null } } as unknown as Boundary;
    const persons = argumentPersons(operation as never, 'Query', ['h'], boundary);
    expect(persons.namesPerson({ h: { res_9: 1 } })).toBe(true);
    expect(persons.namesPerson({ h: { place: 'plc_1' } })).toBe(false);
  });
});

describe('a vendor that the planner would ask on the way to another', () => {
  const keyed = (name: string, keys: string, fields: string) => ({
    name,
    sdl: `${departmentSchemaHead()} type Query { ${name}_x: Int ${S1} } type Resident ${keys} { ${fields} }`,
    resolvers: {
      Query: { [`${name}_x`]: () => 1 },
      Resident: {
        __resolveReference: (reference: unknown) => reference,
        air_code: ({ id }: { id: string }) => `code of ${id}`,
        iov_cars: () => 2,
      },
    } as never,
  });

  it('is asked for nothing that nobody decided about', async () => {
    const city = await openSmallCity({
      gateway: { policy: { keys: [key.publicJwk], subjectSecret: SECRET }, sealing: SEALING },
      vendors: [
        keyed('air', '@key(fields: "id") @key(fields: "air_code")', `id: ID! air_code: String! ${S1}`),
        keyed('iov', '@key(fields: "air_code")', `air_code: String! iov_cars: Int ${S1}`),
      ],
    });
    const toIov = grant({ grantee: { plugin: 'iov' }, coordinates: ['Resident.air_code', 'Resident.id'] });
    city.gateway.setPolicy(signedBundle({ grants: [toIov] }));
    const { data, errors } = await city.ask('{ me { iov_cars } }', { as: PARENT });
    const received = city.vendors.map((vendor) => vendor.received.length);
    await city.close();
    expect(received).toEqual([0, 0]);
    expect(data).toEqual({ me: { iov_cars: null } });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['GRANT_REQUIRED']);
  });
});

describe('somebody to whom a vendor leads', () => {
  const sealer = createSealer(SEALING);
  /** Whom air says that the neighbour is. */
  let neighbour = 'res_zhou';
  let city: SmallCity;
  beforeAll(async () => {
    city = await openSmallCity({
      gateway: { policy: { keys: [key.publicJwk], subjectSecret: SECRET }, sealing: SEALING },
      vendors: [
        {
          name: 'air',
          sdl: `${departmentSchemaHead()} type Query { air_keepers: [Resident!] ${S1} }
            type Resident @key(fields: "id") { id: ID! air_neighbour: Resident ${S1} air_mask: Boolean ${S1} }`,
          resolvers: {
            Query: { air_keepers: () => [{ id: sealer.seal('air', 'Resident', neighbour) }] },
            Resident: {
              __resolveReference: (reference: unknown) => reference,
              air_neighbour: () => ({ id: sealer.seal('air', 'Resident', neighbour) }),
              air_mask: () => true,
            },
          } as never,
        },
        {
          name: 'iov',
          sdl: `${departmentSchemaHead()} type Query { iov_x: Int ${S1} } type Resident @key(fields: "id") { id: ID! iov_cars: Int ${S1} }`,
          resolvers: {
            Query: { iov_x: () => 1 },
            Resident: { __resolveReference: (reference: unknown) => reference, iov_cars: () => 2 },
          } as never,
        },
      ],
    });
    const toBoth = ['air', 'iov'].map((plugin) =>
      grant({ id: `grant_${plugin}`, grantee: { plugin }, coordinates: ['Resident.id'] }),
    );
    city.gateway.setPolicy(signedBundle({ grants: toBoth }));
  });
  beforeEach(() => city.forget());
  afterAll(() => city.close());
  const iov = () => city.vendors[1]?.received ?? [];

  it.each([
    ['in a field of a person', '{ me { air_neighbour { iov_cars } } }', { me: { air_neighbour: { iov_cars: null } } }],
    ['in a list at the root', '{ me { id } air_keepers { iov_cars } }', { air_keepers: [{ iov_cars: null }] }],
  ])('is no stranger’s to ask another vendor about: %s', async (_, query, data) => {
    neighbour = 'res_zhou';
    const asked = await city.ask(query, { as: PARENT });
    expect(asked.data).toMatchObject(data);
    expect(asked.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(iov()).toEqual([]);
  });

  it('is theirs to ask about who stands for them, and the vendor’s own to go on from', async () => {
    neighbour = 'res_bo';
    const own = await city.ask('{ me { air_neighbour { iov_cars } } }', { as: PARENT });
    expect(own).toMatchObject({ data: { me: { air_neighbour: { iov_cars: 2 } } }, errors: [] });
    neighbour = 'res_zhou';
    const same = await city.ask('{ me { air_neighbour { air_mask } } }', { as: PARENT });
    expect(same).toMatchObject({ data: { me: { air_neighbour: { air_mask: true } } }, errors: [] });
    // A department led there.
    const led = await city.ask('{ division(code: "1") { head { iov_cars } } }', { as: PARENT });
    expect(led).toMatchObject({ data: { division: { head: { iov_cars: 2 } } }, errors: [] });
  });
});
