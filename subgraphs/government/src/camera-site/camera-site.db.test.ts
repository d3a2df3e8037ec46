import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { EMERGENCY, type Person, POLICE, people, seedOneEmergency } from '../testing/one-emergency.ts';
import { signs } from '../testing/one-project.ts';
import { NOW, VILLAGE } from '../testing/two-families.ts';
import { CameraSite } from './camera-site.entity.ts';

const city = testSubgraph(government, { seed: seedOneEmergency, now: NOW });

const FIELDS = ['deviceId', 'name', 'kind', 'place { id }', 'operator { uscc }', 'streamTickets { nodes { id } }'];

/** Who may look through cameras, and what the others are told. */
const TABLE: readonly [Person, string][] = [
  ['nobody', '!'],
  ['ada', '-'],
  ['eve', '-'],
  ['dutyOfficer', '+'],
  ['police', '+'],
  ['market', '-'],
  ['landOnDuty', '-'],
  ['clerk', '-'],
  ['dutyOfficerWithoutPurpose', 'P'],
  ['dutyOfficerForTax', '-'],
  ['dutyOfficerOfYesterday', '-'],
  ['dutyOfficerElsewhere', '-'],
  ['lender', '-'],
];

describe('who sees a camera', () => {
  it.each(TABLE)('%s: %s', async (who, sign) => {
    const { errors } = await city.as(people[who]).entity('CameraSite', { id: 'cam_river' }, FIELDS.join(' '));
    expect(signs(FIELDS, errors)).toBe(sign.repeat(FIELDS.length));
  });

  it('answers an unknown key as one that may not be seen', async () => {
    const ask = (id: string) => city.as(people.ada).entity('CameraSite', { id }, '__typename name');
    expect(await ask('cam_none')).toEqual(await ask('cam_river'));
  });
});

describe('cameraSites', () => {
  const ask = async (who: Person, args = '') => {
    const { data, errors } = await city
      .as(people[who])
      .run(`{ cameraSites${args} { nodes { id } pageInfo { endCursor } } }`);
    const code = errors?.[0]?.extensions.code;
    return code ?? data.cameraSites.nodes.map(({ id }: { id: string }) => id).join(' ');
  };
  const CODE: Readonly<Record<string, string>> = { '!': 'UNAUTHENTICATED', '-': 'FORBIDDEN', P: 'PURPOSE_REQUIRED' };

  it.each(TABLE.filter(([who]) => who !== 'dutyOfficerElsewhere'))(
    'answers %s like one camera: %s',
    async (who, sign) => {
      expect(await ask(who)).toBe(CODE[sign] ?? 'cam_river cam_road');
    },
  );

  it('shows an officer of another town that town, where there are none', async () => {
    expect(await ask('dutyOfficerElsewhere')).toBe('');
  });

  it('pages and filters', async () => {
    expect(await ask('police', '(kind: ROAD)')).toBe('cam_road');
    expect(await ask('police', '(placeId: "plc_ada")')).toBe('cam_river');
    expect(await ask('police', '(division: "220102", first: 1)')).toBe('cam_river');
    expect(await ask('police', '(division: "220103")')).toBe('');
    const { data } = await city.as(people.police).run('{ cameraSites(first: 1) { pageInfo { endCursor } } }');
    expect(await ask('police', `(after: "${data.cameraSites.pageInfo.endCursor}")`)).toBe('cam_road');
  });

  it('resolves a hundred cameras with as many statements as one', async () => {
    const cameras = Array.from({ length: 100 }, (_, n) => ({
      id: `cam_${n}`,
      deviceId: `22010200001320${String(100 + n).padStart(6, '0')}`,
      name: `监控点${n}`,
      kind: 'ROAD' as const,
      placeId: n % 2 === 0 ? 'plc_ada' : 'plc_eve',
      divisionCode: VILLAGE,
      operatorUscc: n % 2 === 0 ? EMERGENCY : POLICE,
    }));
    await insertRows(city.em(), CameraSite, cameras);
    const ask = (count: number) =>
      city.as(people.police).entities(
        'CameraSite',
        cameras.slice(0, count).map(({ id }) => ({ id })),
        'name place { addressText } operator { name } streamTickets { nodes { caseId } }',
      );
    const one = await city.statements(() => ask(1));
    let hundred = await ask(1);
    const statements = await city.statements(async () => {
      hundred = await ask(100);
    });
    expect(hundred.errors).toBeUndefined();
    expect(hundred.data[99]).toMatchObject({ name: '监控点99', operator: { name: '长春市公安局' } });
    expect(statements).toBe(one);
  });
});

describe('registerCameraSite', () => {
  const REGISTER = `mutation R($device: String!, $name: String!, $kind: CameraKind!, $place: ID!, $key: ID) {
    registerCameraSite(deviceId: $device, name: $name, kind: $kind, placeId: $place, idempotencyKey: $key) {
      deviceId name kind place { id } operator { uscc }
    }
  }`;
  const given = { device: '22010200001320000009', name: '南湖监控点', kind: 'WATER', place: 'plc_gran' };
  const register = (who: Person, variables: Record<string, unknown> = {}) =>
    city.as(people[who]).run(REGISTER, { ...given, ...variables });

  it('enters a camera that the own agency runs, once', async () => {
    const first = await register('dutyOfficer', { key: 'k' });
    expect(first.errors).toBeUndefined();
    expect(first.data.registerCameraSite).toEqual({
      deviceId: given.device,
      name: given.name,
      kind: 'WATER',
      place: { id: 'plc_gran' },
      operator: { uscc: EMERGENCY },
    });
    expect(await register('dutyOfficer', { key: 'k' })).toEqual(first);
    expect(await city.em().count(CameraSite)).toBe(3);
  });

  it.each<[string, Person, Record<string, unknown>, string, string | undefined]>([
    ['from the anonymous', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['from a resident', 'ada', {}, 'FORBIDDEN', undefined],
    ['without a purpose', 'dutyOfficerWithoutPurpose', {}, 'PURPOSE_REQUIRED', undefined],
    ['from another town', 'dutyOfficerElsewhere', {}, 'FORBIDDEN', undefined],
    ['with 19 digits', 'police', { device: '2201020000132000000' }, 'BAD_USER_INPUT', 'deviceId'],
    ['of another district', 'police', { device: '22010300001320000009' }, 'BAD_USER_INPUT', 'deviceId'],
    ['with an id that is taken', 'police', { device: '22010200001320000001' }, 'CONFLICT', 'deviceId'],
    ['at an unknown place', 'police', { place: 'plc_none' }, 'NOT_FOUND', 'placeId'],
    ['without a name', 'police', { name: ' ' }, 'BAD_USER_INPUT', 'name'],
  ])('takes none %s', async (_what, who, variables, code, argument) => {
    const { errors } = await register(who, variables);
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(CameraSite)).toBe(2);
  });
});
