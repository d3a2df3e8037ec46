import { createCity, DEMO_ENTITIES } from '@citygraph/city';
import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { energy } from './index.ts';
import { OutboxMessage } from './share/outbox.entity.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-11-02T09:00:00+08:00');
const { shop, bank } = DEMO_ENTITIES;
const parentId = city.demo.parent.resident;
const home = city.households.find(({ members }) => members.includes(parentId))?.dwelling ?? '';
const meters = city.usagePoints.filter(({ place }) => place === home);
const electric = meters.find(({ commodity }) => commodity === 'electricity');
const mrid = electric?.mrid ?? '';
const billed = city.bills.filter((bill) => bill.mrid === mrid).reduce((sum, { amountCents }) => sum + amountCents, 0);
const shopPlace = city.legalEntities.find(({ uscc }) => uscc === shop)?.place ?? '';
const parent = resident(parentId, { dwelling: home });
const AUDITOR = '11220100MB1C10017F';
const onCase = (agency: string, purpose: 'credit-assessment' | 'energy-audit', subjects: string[]) =>
  officer({ agency, purpose, case: { id: 'c', agency, purposes: [purpose], subjects, exp: 4e9 } });

const people = {
  dweller: parent,
  neighbour: resident('res_n', { dwelling: 'plc_other' }),
  owner: resident('res_o', { represents: [shop] }),
  utility: resident('res_u', { represents: [electric?.operator ?? ''] }),
  lender: onCase(bank, 'credit-assessment', [shop]),
  auditor: onCase(AUDITOR, 'energy-audit', [shop, mrid]),
  'auditor without a purpose': officer({ agency: AUDITOR }),
  nobody: anonymous(),
} as const;
type Who = keyof typeof people;

const SPAN = '(from: "2026-10-25T00:00:00+08:00", to: "2026-11-01T00:00:01+08:00")';
const TABLE: readonly [type: string, key: Record<string, unknown>, field: string, seen: readonly Who[]][] = [
  ['UsagePoint', { mrid, paidCents: 0 }, 'commodity', ['dweller', 'utility', 'auditor']],
  ['UsagePoint', { mrid, paidCents: 0 }, 'place { id }', ['dweller', 'utility', 'auditor']],
  ['UsagePoint', { mrid, paidCents: 0 }, 'latestReading { value }', ['dweller', 'utility', 'auditor']],
  ['UsagePoint', { mrid, paidCents: 0 }, `readings${SPAN} { value }`, ['dweller', 'utility', 'auditor']],
  ['UsagePoint', { mrid, paidCents: 0 }, 'amountDueCents', ['dweller', 'utility']],
  ['UsagePoint', { mrid, paidCents: 0 }, 'bills { amountCents }', ['dweller', 'utility']],
  ['UsagePoint', { mrid, paidCents: 0 }, 'shares { until }', ['dweller']],
  ['Place', { id: home }, 'usagePoints { mrid }', ['dweller', 'utility']],
  ['Place', { id: shopPlace }, 'usagePoints { mrid }', ['owner', 'utility']],
  ['LegalEntity', { uscc: shop }, 'annualEnergyUse(year: 2025) { kwhBand }', ['owner', 'lender', 'auditor']],
];

describe('energy', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });

  const cases = TABLE.flatMap(([type, key, field, seen]) =>
    (Object.keys(people) as Who[]).map((who) => [type, field, who, key, seen.includes(who)] as const),
  );
  it.each(cases)('judges %s { %s } for %s', async (type, field, who, key, seen) => {
    const { data, errors } = await department.as(people[who]).entity(type, key, field);
    const [name = ''] = field.split(/[ (]/);
    if (seen) {
      expect(errors).toBeUndefined();
      expect(data[name]).not.toBeNull();
    } else {
      expect(data).toEqual({ [name]: null });
      const codes = who === 'nobody' ? ['UNAUTHENTICATED'] : ['FORBIDDEN', 'PURPOSE_REQUIRED'];
      expect(codes).toContain(errors?.[0]?.extensions.code);
    }
  });

  it('makes a meter that exists and one that does not look alike', async () => {
    for (const who of ['neighbour', 'auditor without a purpose', 'nobody'] as const) {
      const ask = async (key: string) =>
        JSON.stringify(
          await department.as(people[who]).run('query Q($m: ID!) { usagePoint(mrid: $m) { commodity } }', { m: key }),
        );
      expect(await ask(mrid)).toBe(await ask('00000000-0000-8000-8000-000000000000'));
    }
  });

  it('makes the amount due of what it billed and what finance saw paid', async () => {
    const due = async (paidCents: number | null) =>
      (await department.as(parent).entity('UsagePoint', { mrid, paidCents }, 'amountDueCents creditCents')).data;
    expect(await due(0)).toEqual({ amountDueCents: billed, creditCents: 0 });
    expect(await due(billed + 250)).toEqual({ amountDueCents: 0, creditCents: 250 });
    expect(await due(null)).toEqual({ amountDueCents: null, creditCents: null });
  });

  it('tells hourly use that adds up to the register, and registers by pages', async () => {
    const { data } = await department
      .as(parent)
      .entity(
        'UsagePoint',
        { mrid },
        `readings${SPAN} { at value unit quality kind } latestReading { value unit kind } readingsConnection(first: 3) { nodes { value kind } pageInfo { hasNextPage } }`,
      );
    expect(data.readings.length).toBeGreaterThan(150);
    expect(data.readings.at(-1)).toMatchObject({
      at: '2026-11-01T00:00:00+08:00',
      unit: 'kWh',
      quality: 'VALID',
      kind: 'INTERVAL',
    });
    expect(data.latestReading).toMatchObject({ unit: 'kWh', kind: 'REGISTER' });
    expect(data.readingsConnection.nodes[0]).toEqual({ value: data.latestReading.value, kind: 'REGISTER' });
    const month = await department
      .as(parent)
      .entity(
        'UsagePoint',
        { mrid },
        'readings(from: "2026-10-01T00:00:00.001+08:00", to: "2026-11-01T00:00:00.001+08:00") { value } bills(last: 1) { month consumption amountCents }',
      );
    const used = month.data.readings.reduce((sum: number, { value }: { value: number }) => sum + value, 0);
    expect(used).toBeCloseTo(month.data.bills[0].consumption, 3);
    expect(month.data.bills[0].month).toBe('2026-10');
  });

  it.each([
    ['a span that ends before it begins', '(from: "2026-10-02T00:00:00Z", to: "2026-10-01T00:00:00Z")'],
    ['a span of a year', '(from: "2025-10-02T00:00:00Z", to: "2026-10-01T00:00:00Z")'],
  ])('refuses %s', async (_, span) => {
    const { errors } = await department.as(parent).entity('UsagePoint', { mrid }, `readings${span} { value }`);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('tells a firm’s year as a band and a rank, never a figure', async () => {
    const { data } = await department
      .as(people.lender)
      .entity('LegalEntity', { uscc: shop }, 'annualEnergyUse(year: 2025) { year kwhBand intensityPercentile }');
    expect(data.annualEnergyUse).toEqual({
      year: 2025,
      kwhBand: expect.stringMatching(/^\d+-\d+$/),
      intensityPercentile: expect.any(Number),
    });
    const early = await department
      .as(people.lender)
      .entity('LegalEntity', { uscc: shop }, 'annualEnergyUse(year: 1990) { year }');
    expect(early.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const unknown = await department
      .as(people.owner)
      .entity('LegalEntity', { uscc: shop }, 'annualEnergyUse(year: 2010) { year }');
    expect(unknown).toEqual({ data: { annualEnergyUse: null } });
  });

  it('needs as many statements for a hundred places as for one', async () => {
    const places = city.usagePoints.filter(({ commodity }) => commodity === 'electricity').slice(0, 100);
    const viewer = resident('res_all', { represents: [electric?.operator ?? ''] });
    const ask = (count: number) =>
      department.statements(async () => {
        await department.as(viewer).entities(
          'Place',
          places.slice(0, count).map(({ place }) => ({ id: place })),
          `usagePoints { mrid latestReading { value } bills { month } readings${SPAN} { value } readingsConnection(first: 2) { nodes { at } } }`,
        );
      });
    expect(await ask(100)).toBe(await ask(1));
  });

  it('finds chargers near a point, the nearest first, within the radius, by whoever asks', async () => {
    const station = city.chargingStations[0];
    const place = city.places.find(({ id }) => id === station?.place);
    const point = (
      coordinates: readonly unknown[],
      crs: unknown = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
    ) => ({ type: 'Point', coordinates, crs });
    const near = (variables: Record<string, unknown>) =>
      department
        .as(anonymous())
        .run(
          'query N($p: GeoJSON!, $r: Int) { chargingStationsNear(point: $p, radiusM: $r) { id connectors pricePerKwhCents operator { uscc } place { id } } }',
          variables,
        );
    const here = point([place?.longitude, place?.latitude]);
    const found = await near({ p: here, r: 50 });
    expect(found.data.chargingStationsNear).toEqual([
      expect.objectContaining({ id: station?.id, place: { id: station?.place } }),
    ]);
    const wide = await near({ p: here, r: 50_000 });
    expect(wide.data.chargingStationsNear.length).toBeGreaterThan(1);
    expect(wide.data.chargingStationsNear[0].id).toBe(station?.id);
    expect((await near({ p: here, r: 0 })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await near({ p: here, r: 50_001 })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await near({ p: point([125, 43], null), r: 50 })).errors?.length).toBe(1);
    expect(
      (
        await near({
          p: {
            ...here,
            type: 'LineString',
            coordinates: [
              [125, 43],
              [126, 44],
            ],
          },
          r: 5,
        })
      ).errors?.[0]?.extensions,
    ).toMatchObject({ argument: 'point' });
    const { data } = await department
      .as(anonymous())
      .run(
        '{ chargingStations(first: 5, divisionCode: "220100", atLeastKw: 60) { nodes { powerKw pricePerKwhCents } } }',
      );
    expect(data.chargingStations.nodes.every(({ powerKw }: { powerKw: number }) => powerKw >= 60)).toBe(true);
  });

  describe('a share', () => {
    const share = (over: Record<string, unknown> = {}, viewer = parent) =>
      department
        .as(viewer)
        .run(
          'mutation S($m: ID!, $g: USCC!, $u: DateTime!, $k: ID) { shareUsage(mrid: $m, granteeUscc: $g, until: $u, idempotencyKey: $k) }',
          { m: mrid, g: shop, u: '2026-12-01T00:00:00+08:00', ...over },
        );
    const readAs = (viewer: typeof parent) =>
      department.as(viewer).entity('UsagePoint', { mrid }, 'latestReading { value } amountDueCents');

    it('lets the named firm read the meter, not its bills, until it ends or is ended', async () => {
      expect((await readAs(people.owner)).data.latestReading).toBeNull();
      const { data } = await share();
      const seen = await readAs(people.owner);
      expect(seen.data).toEqual({ latestReading: { value: expect.any(Number) }, amountDueCents: null });
      expect((await readAs(people.neighbour)).data.latestReading).toBeNull();
      department.clock.set(new Date('2026-12-01T00:00:01+08:00'));
      expect((await readAs(people.owner)).data.latestReading).toBeNull();
      department.clock.set(now);
      const end = (viewer: typeof parent) =>
        department.as(viewer).run('mutation E($id: ID!) { endShare(id: $id) }', { id: data.shareUsage });
      expect((await end(people.owner)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect((await end(parent)).data).toEqual({ endShare: data.shareUsage });
      expect((await end(parent)).data).toEqual({ endShare: data.shareUsage });
      expect((await readAs(people.owner)).data.latestReading).toBeNull();
      const kinds = (
        await department.em().find(OutboxMessage, {}, { orderBy: { createdAt: 'asc', kind: 'desc' } })
      ).map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(['usage-share-ended', 'usage-shared']);
    });

    it('said twice is one share', async () => {
      expect(await share({ k: 'k' })).toEqual(await share({ k: 'k' }));
      expect(await department.em().count(OutboxMessage)).toBe(1);
    });

    it.each<[string, Record<string, unknown>, typeof parent, string]>([
      ['of the past', { u: '2026-11-01T00:00:00+08:00' }, parent, 'BAD_USER_INPUT'],
      ['for more than a year', { u: '2028-01-01T00:00:00+08:00' }, parent, 'BAD_USER_INPUT'],
      ["of a neighbour's meter", {}, people.neighbour, 'FORBIDDEN'],
      ['by the utility', {}, people.utility, 'FORBIDDEN'],
      ['of a meter that is none', { m: 'none' }, parent, 'FORBIDDEN'],
      ['by nobody', {}, anonymous(), 'UNAUTHENTICATED'],
    ])('%s is refused', async (_, over, viewer, code) => {
      expect((await share(over, viewer)).errors?.[0]?.extensions.code).toBe(code);
    });
  });
});
