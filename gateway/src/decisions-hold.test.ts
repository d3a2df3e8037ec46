import {
  CityGraphError,
  departmentSchemaHead,
  type ExchangeRecord,
  type PolicyBundle,
  type Principal,
  subjectHash,
} from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { consent, grant, key, SEALING, SECRET, signedBundle, soon } from './testing/test-policy.ts';

const S1 = '@sensitivity(level: "S1")';

const air = {
  name: 'air',
  sdl: `${departmentSchemaHead()}
    type Query { air_station: String ${S1} }
    type Mutation { air_order(holder: ID!): Boolean ${S1} }
    type Resident @key(fields: "id") {
      id: ID!
      name: String @external air_advice: String ${S1} @requires(fields: "name")
      air_neighbour: Resident ${S1}
    }
    type Firm @key(fields: "id") {
      id: ID!
      rating: String @external air_risk: String ${S1} @requires(fields: "rating")
    }`,
  resolvers: {
    Query: { air_station: () => 'north' },
    Mutation: { air_order: () => true },
    Resident: {
      __resolveReference: (reference: unknown) => reference,
      air_advice: ({ name }: { name: string }) => name,
      air_neighbour: ({ id }: { id: string }) => ({ id }),
    },
    Firm: { __resolveReference: (reference: unknown) => reference, air_risk: () => 'low' },
  } as never,
  persons: { arguments: { 'Mutation.air_order(holder:)': 'Resident.id' } },
};

const LENDER: Principal = { ...PARENT, app: 'app-lender', subject: 'sub-parent-lender' };

let city: SmallCity;
/** What happens once government has answered, before anybody else is asked. */
let meanwhile: (() => void) | null = null;
const records: ExchangeRecord[] = [];
/** What was written down before vendors were asked, and how many requests they had by then. */
const announced: { record: ExchangeRecord; asked: number }[] = [];
let isFull = false;
/** Whom departments show when they are asked about people by id. */
let shownLater: string | null = null;
/** Whom they show when they are asked about several. */
let shownTogether: readonly string[] = [];
let whileAnnouncing: (() => void) | null = null;
const ledger = {
  isAvailable: () => true,
  async announce(record: ExchangeRecord) {
    if (isFull) throw new CityGraphError('LEDGER_UNAVAILABLE', 'The disk is full.');
    announced.push({ record, asked: vendor().length });
    const next = whileAnnouncing;
    whileAnnouncing = null;
    next?.();
  },
  append: async (record: ExchangeRecord) => void records.push(record),
};
const decide = (parts: Partial<PolicyBundle> = {}) => city.gateway.setPolicy(signedBundle(parts));
const toAir = grant({ coordinates: ['Resident.id'] });

beforeAll(async () => {
  city = await openSmallCity({
    gateway: {
      policy: { keys: [key.publicJwk], subjectSecret: SECRET },
      sealing: SEALING,
      ledger: { ledger, subjectSecret: SECRET },
    },
    vendors: [air],
    persons: [LENDER],
    discloses(query, viewer) {
      if (!query.includes('me')) return null;
      if (shownLater !== null && /_entities|firm/.test(query)) return { subjects: [shownLater], rows: 1 };
      if (shownTogether.length > 0) return { subjects: shownTogether, rows: shownTogether.length };
      const next = meanwhile;
      meanwhile = null;
      next?.();
      return {
        subjects: [query.includes('resident(') ? 'res_ada' : (viewer?.standing?.resident ?? 'nobody')],
        rows: 1,
      };
    },
  });
});
beforeEach(() => {
  city.forget();
  meanwhile = null;
  whileAnnouncing = null;
  records.length = 0;
  announced.length = 0;
  isFull = false;
  shownLater = null;
  shownTogether = [];
});
afterAll(() => city.close());

const vendor = () => city.vendors[0]?.received ?? [];
const codes = (asked: { errors: readonly { path?: unknown; extensions: { code?: string } }[] }) =>
  asked.errors.map(({ path, extensions: { code } }) => `${(path as string[]).join('.')} ${code}`);

describe('what is decided while an operation runs', () => {
  const toAirWithName = grant({});
  const consenting = grant({ needsConsent: true });
  const toLender = grant({ id: 'grant_2', grantee: { app: 'app-lender' }, coordinates: ['Query.me', 'Resident.name'] });
  const lenderConsenting = { ...toLender, needsConsent: true };
  const ofParent = consent({ grant: 'grant_2' });

  it.each<[string, Partial<PolicyBundle>, Partial<PolicyBundle>, string]>([
    ['a grant', { grants: [toAirWithName] }, { grants: [] }, 'GRANT_REQUIRED'],
    ['a consent', { grants: [consenting], consents: [consent()] }, { grants: [consenting] }, 'CONSENT_REQUIRED'],
    [
      'a plugin’s leave',
      { grants: [toAirWithName] },
      { grants: [toAirWithName], plugins: { air: { disabled: 'It leaks.', release: '1.2.0' } } },
      'PLUGIN_DISABLED',
    ],
    ['a grant without consent', { grants: [toAirWithName] }, { grants: [consenting] }, 'CONSENT_REQUIRED'],
  ])('holds for %s that is taken back: the vendor is sent nothing', async (_, before, after, code) => {
    decide(before);
    meanwhile = () => decide(after);
    const { data, ...asked } = await city.ask('{ me { id name air_advice } }', { as: PARENT });
    expect(data).toEqual({ me: { id: 'res_parent', name: '李静', air_advice: null } });
    expect(codes(asked)).toEqual([`me.air_advice ${code}`]);
    expect(vendor()).toEqual([]);
    expect(records).toMatchObject([{ receivers: [], grants: [], coordinates: ['Resident.name'] }]);
  });

  it.each<[string, Partial<PolicyBundle>, string]>([
    ['a grant', { grants: [grant({ until: soon(10_000) })] }, 'GRANT_REQUIRED'],
    ['a consent', { grants: [consenting], consents: [consent({ until: soon(10_000) })] }, 'CONSENT_REQUIRED'],
    ['what is known of revocations', { grants: [toAirWithName], freshUntil: soon(10_000) }, 'GRANT_REQUIRED'],
  ])('holds for %s that ends by itself: the vendor is sent nothing', async (_, before, code) => {
    decide(before);
    const { now } = Date;
    meanwhile = () => jest.spyOn(Date, 'now').mockImplementation(() => now() + 15_000);
    try {
      const { data, ...asked } = await city.ask('{ me { id name air_advice } }', { as: PARENT });
      expect(data).toEqual({ me: { id: 'res_parent', name: '李静', air_advice: null } });
      expect(codes(asked)).toEqual([`me.air_advice ${code}`]);
      expect(vendor()).toEqual([]);
    } finally {
      jest.restoreAllMocks();
    }
  });

  it('holds while what is to be sent is written down', async () => {
    decide({ grants: [toAirWithName] });
    whileAnnouncing = () => decide({ grants: [] });
    const { data, ...asked } = await city.ask('{ me { id air_advice } }', { as: PARENT });
    expect(data).toEqual({ me: { id: 'res_parent', air_advice: null } });
    expect(codes(asked)).toEqual(['me.air_advice GRANT_REQUIRED']);
    expect(vendor()).toEqual([]);
    // The announcement is replaced by what became of it.
    expect(records).toMatchObject([{ id: announced[0]?.record.id, receivers: [], coordinates: [], grants: [] }]);
  });

  it('changes nothing for what it is not about', async () => {
    decide({ grants: [toAirWithName] });
    meanwhile = () => decide({ grants: [grant({ id: 'grant_3' })] });
    const { data, errors } = await city.ask('{ me { air_advice } }', { as: PARENT });
    expect([data, errors]).toEqual([{ me: { air_advice: '李静' } }, []]);
    expect(records).toMatchObject([{ grants: ['grant_3'], receivers: ['air:Resident.id', 'air:Resident.name'] }]);
    expect(city.government.received.filter(({ query }) => query)).toHaveLength(1);
  });

  it.each<[string, Partial<PolicyBundle>, Partial<PolicyBundle>, string]>([
    ['a grant', { grants: [toLender] }, { grants: [{ ...toLender, coordinates: ['Query.me'] }] }, 'GRANT_REQUIRED'],
    [
      'a consent',
      { grants: [lenderConsenting], consents: [ofParent] },
      { grants: [lenderConsenting, { ...toLender, id: 'grant_4', coordinates: ['Query.me'] }] },
      'CONSENT_REQUIRED',
    ],
  ])('holds for an app of a third party whose %s is taken back: it is not shown', async (_, before, after, code) => {
    decide(before);
    meanwhile = () => decide(after);
    const { data, text, ...asked } = await city.ask('{ me { id name } }', { as: LENDER });
    expect(data).toEqual({ me: { id: expect.any(String), name: null } });
    expect(codes(asked)).toEqual([`me.name ${code}`]);
    expect(text).not.toContain('李静');
    expect(records).toEqual([]);
  });

  it('is said of a mutation that has happened where the plugin’s answer would be, and the rest is shown', async () => {
    decide({ grants: [toAirWithName] });
    meanwhile = () => decide({ grants: [] });
    const move = 'mutation { moveHouse(to: "x") { id air_advice } }';
    const { data, ...asked } = await city.ask(move, { as: PARENT });
    expect(data).toEqual({ moveHouse: { id: 'res_parent', air_advice: null } });
    expect(codes(asked)).toEqual(['moveHouse.air_advice GRANT_REQUIRED']);
    expect(vendor()).toEqual([]);
    expect(city.government.received.filter(({ query }) => query?.startsWith('mutation'))).toHaveLength(1);
  });

  it('is not shown of a mutation that has happened', async () => {
    const moving = { ...toLender, coordinates: ['Mutation.moveHouse', 'Resident.name'] };
    decide({ grants: [moving] });
    meanwhile = () => decide({ grants: [] });
    const { data, text, errors } = await city.ask('mutation { moveHouse(to: "x") { name } }', { as: LENDER });
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { message: expect.stringMatching(/^The change was made/), extensions: { code: 'GRANT_REQUIRED' } },
    ]);
    expect(text).not.toContain('李静');
  });
});

describe('what a plugin is sent of things', () => {
  it.each<[string, string, unknown, string[]]>([
    ['who consented', 'res_parent', 'low', []],
    ['who did not', 'res_ada', null, ['firm.air_risk CONSENT_REQUIRED']],
  ])('needs the consent of whom departments show for it: %s', async (_, shown, answer, refused) => {
    decide({
      grants: [grant({ coordinates: ['Firm.rating'], needsConsent: true })],
      consents: [consent()],
    });
    shownLater = shown;
    const { data, ...asked } = await city.ask('{ firm(uscc: "91220100MA0Y1A2B3Y") { title air_risk } }', {
      as: PARENT,
    });
    expect(data).toEqual({ firm: { title: 'Firm', air_risk: answer } });
    expect(codes(asked)).toEqual(refused);
    expect(vendor()).toHaveLength(refused.length === 0 ? 1 : 0);
  });
});

describe('evidence', () => {
  const conditional = 'query C($x: Boolean!) { me { id ... @include(if: $x) { air_advice name } } }';

  it('says nothing of what was left out', async () => {
    decide({ grants: [grant({})] });
    await city.ask(conditional, { as: PARENT, variables: { x: false } });
    expect([vendor(), records, announced]).toEqual([[], [], []]);
    await city.ask(conditional, { as: PARENT, variables: { x: true } });
    expect(records).toMatchObject([
      {
        id: announced[0]?.record.id,
        coordinates: ['Resident.air_advice', 'Resident.name'],
        receivers: ['air:Resident.id', 'air:Resident.name'],
        grants: ['grant_1'],
      },
    ]);
  });

  it('says nothing of vendors for whom there was nobody to ask about', async () => {
    decide({ grants: [grant({})] });
    const { data } = await city.ask('{ resident(id: "res_nobody") { air_advice name } }', { as: PARENT });
    expect(data).toEqual({ resident: null });
    expect([vendor(), announced]).toEqual([[], []]);
    expect(records).toMatchObject([{ coordinates: ['Resident.name'], receivers: [], grants: [] }]);
  });

  it('names whom a vendor is told of before it is: those departments showed, and who asks', async () => {
    decide({ grants: [grant({})] });
    await city.ask('{ resident(id: "res_bo") { air_advice } }', { as: PARENT });
    const subjects = ['res_ada', 'res_bo', 'res_parent'].map((id) => subjectHash(SECRET, 'Resident', id)).sort();
    expect(announced).toMatchObject([{ asked: 0, record: { subjects, coordinates: [], rows: 0 } }]);
    expect(records[0]?.subjects).toContain(subjectHash(SECRET, 'Resident', 'res_bo'));
    expect(records[0]?.id).toBe(announced[0]?.record.id);
  });

  it('names whoever comes in while plugins are asked before they are told more, under the id of the first', async () => {
    decide({ grants: [grant({})] });
    shownLater = 'res_ada';
    const { data } = await city.ask('{ me { air_neighbour { air_advice } } }', { as: PARENT });
    expect(data).toEqual({ me: { air_neighbour: { air_advice: '李静' } } });
    const [parent, ada] = ['res_parent', 'res_ada'].map((id) => subjectHash(SECRET, 'Resident', id));
    expect(announced.map(({ asked, record }) => [asked, [...record.subjects].sort()])).toEqual([
      [0, [parent]],
      [1, [parent, ada].sort()],
    ]);
    expect(new Set(announced.map(({ record }) => record.id))).toEqual(new Set([records[0]?.id]));
    expect(records).toHaveLength(1);
  });

  it.each([
    ['a plugin alone', 'air_advice', ['Resident.air_advice'], ['res_ada', 'res_parent']],
    // Ada's and Bo's names were shown to whoever asked.
    [
      'the caller too',
      'name air_advice',
      ['Resident.air_advice', 'Resident.name'],
      ['res_ada', 'res_bo', 'res_parent'],
    ],
  ])(
    'does not say that a vendor was told of people who were withheld from it: shown to %s',
    async (_, fields, coordinates, people) => {
      const needed = grant({ needsConsent: true });
      const given = ['res_parent', 'res_ada'].map((person) =>
        consent({ id: `consent_${person}`, subject: subjectHash(SECRET, 'Resident', person) }),
      );
      decide({ grants: [needed], consents: given });
      shownTogether = ['res_ada', 'res_bo'];
      const both = `{ ada: resident(id: "res_ada") { ${fields} } bo: resident(id: "res_bo") { ${fields} } }`;
      const { data, ...asked } = await city.ask(both, { as: PARENT });
      expect(data).toMatchObject({ ada: { air_advice: '安娜' }, bo: { air_advice: null } });
      expect(codes(asked)).toEqual(['bo.air_advice CONSENT_REQUIRED']);
      const hashes = (ids: readonly string[]) => ids.map((id) => subjectHash(SECRET, 'Resident', id)).sort();
      expect(announced[0]?.record.subjects).toEqual(hashes(['res_ada', 'res_parent']));
      expect(records).toMatchObject([
        {
          receivers: ['air:Resident.id', 'air:Resident.name'],
          coordinates,
          subjects: hashes(people.filter((id) => id !== 'res_parent')),
        },
      ]);
    },
  );

  it('of a vendor’s mutation that cannot be written down is none, for it does not happen', async () => {
    decide({ grants: [toAir] });
    isFull = true;
    const order = 'mutation { air_order(holder: "res_bo") }';
    const { data, ...asked } = await city.ask(order, { as: PARENT });
    expect(data).toEqual({ air_order: null });
    expect(codes(asked)).toEqual(['air_order LEDGER_UNAVAILABLE']);
    expect([vendor(), records]).toEqual([[], []]);
  });
});
