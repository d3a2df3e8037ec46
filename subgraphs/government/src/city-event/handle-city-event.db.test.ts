import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { EMERGENCY, type Person, POLICE, people, seedOneEmergency } from '../testing/one-emergency.ts';
import { NANGUAN, NOW, VILLAGE } from '../testing/two-families.ts';
import { CityEvent } from './city-event.entity.ts';
import { closeCityEvent, takeUpCityEvent } from './handle-city-event.ts';

const event = (id: string, categoryCode: string, minute = 0, divisionCode = VILLAGE) => ({
  id,
  categoryCode,
  longitude: 125.32,
  latitude: 43.88,
  description: '路面积水。',
  placeId: null,
  divisionCode,
  status: 'OPEN' as const,
  reportedAt: new Date(NOW.getTime() - minute * 60_000),
  reportedBy: 'sub-res_ada',
  takenUpAt: null,
  handledByUscc: null,
  closedAt: null,
  outcome: null,
});
async function seed(em: Parameters<typeof seedOneEmergency>[0]) {
  await seedOneEmergency(em);
  await insertRows(em, CityEvent, [
    event('evt_flood', 'E0401', 1),
    event('evt_stall', 'E0502', 2),
    event('evt_tree', 'C0402', 2),
    event('evt_lamp', 'C0203', 3, NANGUAN),
  ]);
}
const SHOWN = '{ status takenUpAt closedAt outcome handledBy { uscc } }';
const TAKE = `mutation T($id: ID!, $key: ID) { takeUpCityEvent(eventId: $id, idempotencyKey: $key) ${SHOWN} }`;
const CLOSE = `mutation C($id: ID!, $outcome: String!, $key: ID) { closeCityEvent(eventId: $id, outcome: $outcome, idempotencyKey: $key) ${SHOWN} }`;

describe('an event', () => {
  const city = testSubgraph(government, { seed, now: NOW });
  const take = (who: Person, id = 'evt_flood', key: string | null = null) =>
    city.as(people[who]).run(TAKE, { id, key });
  const close = (who: Person, id = 'evt_flood', over: Record<string, unknown> = {}) =>
    city.as(people[who]).run(CLOSE, { id, outcome: '已抽排积水。', ...over });

  it('is taken up and closed, each once', async () => {
    const taken = await take('dutyOfficer', 'evt_flood', 'a');
    expect(taken.errors).toBeUndefined();
    const takenUpAt = '2026-11-01T10:00:00+08:00';
    expect(taken.data.takeUpCityEvent).toEqual({
      status: 'IN_HAND',
      takenUpAt,
      closedAt: null,
      outcome: null,
      handledBy: { uscc: EMERGENCY },
    });
    expect(await take('dutyOfficer', 'evt_flood', 'a')).toEqual(taken);
    expect((await take('dutyOfficer', 'evt_flood', 'b')).errors).toMatchObject([
      { message: 'eventId: evt_flood has been taken up.', extensions: { code: 'CONFLICT', argument: 'eventId' } },
    ]);
    city.clock.set(new Date('2026-11-01T12:00:00+08:00'));
    expect((await close('dutyOfficer')).data.closeCityEvent).toEqual({
      status: 'CLOSED',
      takenUpAt,
      closedAt: '2026-11-01T12:00:00+08:00',
      outcome: '已抽排积水。',
      handledBy: { uscc: EMERGENCY },
    });
    const again = await close('dutyOfficer', 'evt_flood', { key: 'again' });
    expect(again.errors).toMatchObject([{ extensions: { code: 'CONFLICT', argument: 'eventId' } }]);
    expect((await take('dutyOfficer', 'evt_flood', 'late')).errors).toMatchObject([
      { extensions: { code: 'CONFLICT' } },
    ]);
  });

  it('may be closed without having been taken up, by the competent agency', async () => {
    const { data, errors } = await close('police', 'evt_stall');
    expect(errors).toBeUndefined();
    expect(data.closeCityEvent).toMatchObject({ status: 'CLOSED', takenUpAt: null, handledBy: { uscc: POLICE } });
  });

  it.each<[Person, string, string]>([
    ['nobody', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
    ['ada', 'FORBIDDEN', 'FORBIDDEN'],
    ['dutyOfficer', 'ok', 'ok'],
    ['police', 'FORBIDDEN', 'ok'],
    ['landOnDuty', 'FORBIDDEN', 'FORBIDDEN'],
    ['market', 'FORBIDDEN', 'FORBIDDEN'],
    ['clerk', 'FORBIDDEN', 'FORBIDDEN'],
    ['dutyOfficerWithoutPurpose', 'PURPOSE_REQUIRED', 'PURPOSE_REQUIRED'],
    ['dutyOfficerForTax', 'FORBIDDEN', 'FORBIDDEN'],
    ['dutyOfficerOfYesterday', 'FORBIDDEN', 'FORBIDDEN'],
    ['dutyOfficerElsewhere', 'FORBIDDEN', 'FORBIDDEN'],
  ])('is handled by %s: a flood %s, a street stall %s', async (who, flood, stall) => {
    const code = async (answer: ReturnType<typeof take>) => (await answer).errors?.[0]?.extensions.code ?? 'ok';
    expect(await code(take(who))).toBe(flood);
    expect(await code(close(who, 'evt_stall'))).toBe(stall);
  });

  it('takes trees to those who look after greenery', async () => {
    expect((await close('landOnDuty', 'evt_tree')).errors).toBeUndefined();
  });

  it('is refused in the same words whether it exists or not, and with no outcome', async () => {
    const words = async (id: string) => (await close('ada', id)).errors?.[0]?.message;
    expect(await words('evt_none')).toBe(await words('evt_flood'));
    expect((await close('dutyOfficer', 'evt_none')).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await close('dutyOfficer', 'evt_flood', { outcome: '' })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'outcome' } },
    ]);
  });
});

const forged = (parts: string) => Buffer.from(parts).toString('base64url');

describe('AdminDivision.cityEventsConnection', () => {
  const city = testSubgraph(government, { seed, now: NOW });
  const ask = async (code: string, args = 'first: 20') => {
    const { data, errors } = await city
      .as(people.nobody)
      .entity(
        'AdminDivision',
        { code },
        `cityEventsConnection(${args}) { nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } }`,
      );
    if (errors) return { code: errors[0]?.extensions.code, argument: errors[0]?.extensions.argument };
    const { nodes, pageInfo } = data.cityEventsConnection;
    return { ...pageInfo, ids: nodes.map(({ id }: { id: string }) => id).join(' ') };
  };

  it('pages those of the division and below, newest first, ties broken by the key', async () => {
    expect((await ask('220100')).ids).toBe('evt_flood evt_stall evt_tree evt_lamp');
    const first = await ask('220102', 'first: 2');
    expect(first).toMatchObject({ ids: 'evt_flood evt_stall', hasNextPage: true, hasPreviousPage: false });
    const second = await ask('220102', `first: 2, after: "${first.endCursor}"`);
    expect(second).toMatchObject({ ids: 'evt_tree evt_lamp', hasNextPage: false, hasPreviousPage: true });
    expect((await ask(VILLAGE)).ids).toBe('evt_flood evt_stall evt_tree');
  });

  it('filters by status and by the beginning of the class', async () => {
    await city.em().nativeUpdate(CityEvent, { id: 'evt_tree' }, { status: 'CLOSED' });
    expect((await ask('220102', 'status: "CLOSED"')).ids).toBe('evt_tree');
    expect((await ask('220102', 'category: "E"')).ids).toBe('evt_flood evt_stall');
    expect((await ask('220102', 'category: "C02", status: "OPEN"')).ids).toBe('evt_lamp');
  });

  it.each([
    ['status: "LOST"', 'status'],
    ['category: "%"', 'category'],
    ['first: 0', 'first'],
    ['first: 101', 'first'],
    ['after: "abc"', 'after'],
    [`after: "${forged('["city-events","x","y"]')}"`, 'after'],
    [`after: "${forged('["city-events",1e300,"y"]')}"`, 'after'],
    [`after: "${forged('["city-events",1,"a\\u0000b"]')}"`, 'after'],
  ])('refuses %s', async (args, argument) => {
    expect(await ask('220102', args)).toEqual({ code: 'BAD_USER_INPUT', argument });
  });

  it.each(["y' or 1=1 -- ", "y\\' or 1=1 -- ", 'y?', '%'])('takes a forged key %s as a key', async (key) => {
    const after = forged(JSON.stringify(['city-events', 1_000, key]));
    expect(await ask('220102', `after: "${after}"`)).toMatchObject({ ids: '' });
  });

  it('asks once for any number of divisions', async () => {
    const many = (...codes: string[]) =>
      city.as(people.nobody).entities(
        'AdminDivision',
        codes.map((code) => ({ code })),
        'cityEventsConnection(first: 2, status: "OPEN") { nodes { id handledBy { name } } }',
      );
    expect((await many('220100')).errors).toBeUndefined();
    const one = await city.statements(() => many('220100'));
    expect(await city.statements(() => many('220100', '220102', VILLAGE))).toBe(one);
  });
});

describe('at one moment', () => {
  const city = testSubgraph(government, { seed, now: NOW, commits: true });

  it.each(['take', 'close'])('one of eight officers may %s an event', async (act) => {
    const tries = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
      act === 'take'
        ? takeUpCityEvent(city.em(), people.dutyOfficer, { eventId: 'evt_stall' }, `t${n}`, NOW)
        : closeCityEvent(city.em(), people.dutyOfficer, { eventId: 'evt_stall', outcome: `第${n}次。` }, `c${n}`, NOW),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
  });
});
