import {
  ANONYMOUS,
  CityGraphError,
  type ExchangeRecord,
  fitted,
  fittedRecord,
  RECORD_BOUNDS,
  subjectHash,
} from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createGateway } from '../create-gateway.ts';
import { openSmallCity, PARENT, type SmallCity } from '../testing/small-city.ts';

const SECRET = new Uint8Array(32).fill(4);
const kept: ExchangeRecord[] = [];
const state = { isAvailable: true, fails: false, delay: null as Promise<void> | null };
let city: SmallCity;

beforeAll(async () => {
  city = await openSmallCity({
    gateway: {
      ledger: {
        subjectSecret: SECRET,
        ledger: {
          isAvailable: () => state.isAvailable,
          // No plugin is sent anything here.
          announce: () => Promise.reject(new Error('Nothing was to be announced.')),
          async append(record) {
            await state.delay;
            if (state.fails) throw new CityGraphError('LEDGER_UNAVAILABLE', 'The disk is full.');
            kept.push(record);
          },
        },
      },
    },
  });
});
beforeEach(() => {
  kept.length = 0;
  Object.assign(state, { isAvailable: true, fails: false, delay: null });
  city.forget();
});
afterAll(() => city.close());

const codes = (asked: { errors: readonly { path?: unknown; extensions: { code?: string } }[] }) =>
  asked.errors.map(({ path, extensions: { code } }) => `${((path ?? []) as string[]).join('.')} ${code}`);

describe('an operation that shows personal data', () => {
  it('is recorded: who, what, of whom, what was asked and answered', async () => {
    const { data, text } = await city.ask('query Mine { me { id name enrolments { status } } }', { as: PARENT });
    expect(data).toMatchObject({ me: { name: '李静' } });
    expect(kept).toEqual([
      {
        id: expect.stringMatching(/^exr_[\w-]{16}$/),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        app: 'explorer',
        organisation: null,
        actor: 'sub-parent',
        purpose: 'self-service',
        case: null,
        grants: [],
        operation: 'Mine',
        coordinates: ['Enrolment.status', 'Resident.enrolments', 'Resident.name'],
        receivers: [],
        subjects: [subjectHash(SECRET, 'Resident', 'res_parent')],
        rows: 2,
        requestHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        responseHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(text).not.toContain('citygraph');
    expect(JSON.stringify(kept)).not.toContain('res_parent');
  });

  it('is recorded by names that the witness has room for, whatever name it has itself', async () => {
    const name = 'A'.repeat(500);
    const { data } = await city.ask(`query ${name} { me { name } }`, { as: PARENT });
    expect(data).toEqual({ me: { name: '李静' } });
    const [record] = kept;
    expect(record?.operation).toBe(fitted(name, RECORD_BOUNDS.operation));
    expect(record && fittedRecord(record)).toEqual(record);
  });

  it('does not leave before it is recorded', async () => {
    let release = () => {};
    state.delay = new Promise<void>((resolve) => {
      release = resolve;
    });
    let answered = false;
    const asking = city.ask('{ me { name } }', { as: PARENT }).then((answer) => {
      answered = true;
      return answer;
    });
    while (city.government.received.filter(({ query }) => query).length === 0) await new Promise(setImmediate);
    await city.ask('{ school(code: "s1") { name } }');
    expect(answered).toBe(false);
    release();
    expect((await asking).data).toEqual({ me: { name: '李静' } });
  });

  it('is not recorded for what is public or refused', async () => {
    await city.ask('{ school(code: "s1") { name } me { id } }', { as: PARENT });
    await city.ask('{ me { name } }');
    expect(kept).toEqual([]);
    await city.ask('{ me { name income } }', { as: { ...PARENT, ...ANONYMOUS, subject: 'sub-officer' } });
    expect(kept.map(({ coordinates }) => coordinates)).toEqual([['Resident.name']]);
  });
});

describe('when nothing can be recorded', () => {
  const query = '{ me { id name } school(code: "s1") { name } }';

  it('nothing personal is fetched, and everything else goes on', async () => {
    state.isAvailable = false;
    const { data, ...asked } = await city.ask(query, { as: PARENT });
    expect(data).toEqual({ me: { id: 'res_parent', name: null }, school: { name: '第一小学' } });
    expect(codes(asked)).toEqual(['me.name LEDGER_UNAVAILABLE']);
    expect(city.government.received.map(({ query: sent }) => sent ?? '').join()).not.toContain('name');
  });

  it('and that shows only after fetching, nothing personal leaves', async () => {
    state.fails = true;
    const { data, text, ...asked } = await city.ask(query, { as: PARENT });
    expect(data).toEqual({ me: { id: 'res_parent', name: null }, school: { name: '第一小学' } });
    expect(codes(asked)).toEqual(['me.name LEDGER_UNAVAILABLE']);
    expect(text).not.toContain('李静');
    expect(city.logged).toContainEqual(expect.objectContaining({ event: 'unrecorded', reason: 'The disk is full.' }));
  });

  it('a mutation does not happen; one that has happened says so and shows nothing', async () => {
    const move = 'mutation { moveHouse(to: "x") { name } }';
    state.isAvailable = false;
    const refused = await city.ask(move, { as: PARENT });
    expect(refused.data).toEqual({ moveHouse: null });
    expect(codes(refused)).toEqual(['moveHouse LEDGER_UNAVAILABLE']);
    expect(city.government.received.filter(({ query: sent }) => sent?.startsWith('mutation'))).toEqual([]);
    Object.assign(state, { isAvailable: true, fails: true });
    const done = await city.ask(move, { as: PARENT });
    expect(done.data).toBeNull();
    expect(codes(done)).toEqual([' LEDGER_UNAVAILABLE']);
    expect(done.errors[0]?.message).toMatch(/^The change was made/);
    expect(city.government.received.filter(({ query: sent }) => sent?.startsWith('mutation'))).toHaveLength(1);
  });
});

it('is kept by whoever has decisions about third parties, or the gateway does not start', async () => {
  const supergraph = { sdl: 'type Query { a: Int }', subgraphs: {} };
  const starting = createGateway({ supergraph, policy: { keys: [], subjectSecret: SECRET } });
  await expect(starting).rejects.toThrow(/^A policy lets third parties have personal data, and none without evidence/);
});
