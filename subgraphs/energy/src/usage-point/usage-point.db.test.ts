import { readFileSync } from 'node:fs';
import type { Viewer } from '@citygraph/contract';
import { printSubgraph } from '@citygraph/kit';
import { resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { energy } from '../index.ts';
import {
  bank,
  city,
  everybody,
  farmersHome,
  gridOperator,
  home,
  homeMeter,
  meterAt,
  now,
  people,
  shop,
  shopMeter,
  shopPlace,
  type Who,
} from '../testing/story.ts';
import { UsageShare } from '../usage-share/usage-share.entity.ts';

const RANGE = 'from: "2026-10-25T00:00:00+08:00", to: "2026-10-27T00:00:00+08:00"';
const USAGE = [
  'commodity',
  'place { id }',
  'operator { uscc }',
  'latestReading { value }',
  `readings(${RANGE}) { value }`,
  'readingsConnection { nodes { value } }',
];
const MONEY = [
  'amountDueCents',
  'creditCents',
  'bills { amountCents lines { amountCents } }',
  'billsConnection { nodes { amountCents } }',
];

/** Field by field: who gets a value; everybody else gets the code. */
const TABLE: readonly [type: string, key: Record<string, unknown>, fields: readonly string[], seen: readonly Who[]][] =
  [
    ['UsagePoint', { mrid: homeMeter.mrid, paidCents: 100 }, USAGE, ['dweller', 'spouse', 'utility', 'auditor']],
    ['UsagePoint', { mrid: homeMeter.mrid, paidCents: 100 }, MONEY, ['dweller', 'spouse', 'utility', 'auditor']],
    ['UsagePoint', { mrid: homeMeter.mrid }, ['shares { id }'], ['dweller', 'spouse']],
    // The seed lets the bank see the shop's electricity: its consumption, not its bills.
    ['UsagePoint', { mrid: shopMeter.mrid }, USAGE, ['shopOwner', 'utility', 'auditor', 'banker']],
    ['UsagePoint', { mrid: shopMeter.mrid, paidCents: 100 }, MONEY, ['shopOwner', 'utility', 'auditor']],
    ['UsagePoint', { mrid: shopMeter.mrid }, ['shares { grantee { uscc } running }'], ['shopOwner']],
    ['Place', { id: home }, ['usagePoints { mrid }'], ['dweller', 'spouse', 'utility', 'waterUtility', 'auditor']],
    [
      'Place',
      { id: shopPlace },
      ['usagePoints { mrid }'],
      ['shopOwner', 'utility', 'waterUtility', 'auditor', 'banker'],
    ],
    [
      'LegalEntity',
      { uscc: shop },
      [
        'usagePointsConnection { nodes { commodity } }',
        'receivedSharesConnection { nodes { id } }',
        'gridApplicationsConnection { nodes { mrid } }',
        'distributedGeneratorsConnection { nodes { mrid } }',
      ],
      ['shopOwner'],
    ],
    [
      'LegalEntity',
      { uscc: gridOperator },
      ['servedUsagePointsConnection { nodes { latestReading { at } } }'],
      ['utility'],
    ],
    [
      'LegalEntity',
      { uscc: bank },
      ['receivedSharesConnection { nodes { sharedAt usagePoint { commodity } } }'],
      ['banker'],
    ],
    ['LegalEntity', { uscc: shop }, ['annualEnergyUse(year: 2025) { kwhBand }'], ['shopOwner', 'lender', 'auditor']],
    ['Resident', { id: city.demo.farmer.resident }, ['distributedGeneratorsConnection { nodes { mrid } }'], ['farmer']],
  ];

describe('a usage point', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });

  const cases = TABLE.flatMap(([type, key, fields, seen]) =>
    fields.flatMap((field) => everybody.map((who) => [type, field, who, key, seen.includes(who)] as const)),
  );
  it.each(cases)('judges %s { %s } for %s', async (type, field, who, key, seen) => {
    const { data, errors } = await department.as(people[who]).entity(type, key, field);
    const name = /^\w+/.exec(field)?.[0] ?? '';
    if (seen) {
      expect(errors).toBeUndefined();
      expect(data[name]).not.toBeNull();
    } else {
      expect(data).toEqual({ [name]: null });
      const advised =
        who === 'auditor without a purpose' && (type === 'UsagePoint' || type === 'Place') && name !== 'shares';
      const codes =
        who === 'nobody' ? ['UNAUTHENTICATED'] : advised ? ['PURPOSE_REQUIRED'] : ['FORBIDDEN', 'PURPOSE_REQUIRED'];
      expect(codes).toContain(errors?.[0]?.extensions.code);
    }
  });

  it.each(everybody)('that exists and one that does not look alike to %s who may not see it', async (who) => {
    const theirs = meterAt(
      city.places.find(({ kind, id }) => kind === 'dwelling' && id !== home && id !== farmersHome)?.id ?? '',
      'water',
    );
    const viewer = people[who === 'waterUtility' ? 'utility' : who];
    const ask = async (mrid: string) => {
      const entity = await department
        .as(viewer)
        .entity('UsagePoint', { mrid, paidCents: 5 }, 'commodity place { id } amountDueCents latestReading { at }');
      const root = await department
        .as(viewer)
        .run('query Q($m: ID!) { usagePoint(mrid: $m) { commodity } }', { m: mrid });
      return JSON.stringify({ entity, root });
    };
    expect(await ask(theirs.mrid)).toBe(await ask('00000000-0000-8000-8000-000000000000'));
  });

  it('of a field is its farmer’s, as what was paid for it is, and no other’s', async () => {
    const plots = city.farms.flatMap(({ farmer, plots }) => plots.map(({ place }) => ({ farmer, place })));
    const pump = plots.find(({ place }) => city.usagePoints.some((point) => point.place === place));
    const { mrid } = meterAt(pump?.place ?? '', 'electricity');
    const ask = (viewer: Viewer) =>
      department
        .as(viewer)
        .entity('UsagePoint', { mrid, paidCents: 0 }, 'amountDueCents latestReading { unit } bills { tariff }');
    expect((await ask(resident(pump?.farmer ?? ''))).data).toEqual({
      amountDueCents: expect.any(Number),
      latestReading: { unit: 'kWh' },
      bills: [{ tariff: 'electricity/AGRICULTURAL/2026' }],
    });
    for (const viewer of [people.neighbour, resident('res_other_farmer'), people.nobody]) {
      const { data } = await ask(viewer);
      expect(data).toEqual({ amountDueCents: null, latestReading: null, bills: null });
    }
  });

  it('of a place is shown to a utility when it is its own, and to a neighbour as little as that of no place', async () => {
    const { data } = await department
      .as(people.waterUtility)
      .entity('Place', { id: home }, 'usagePoints { commodity }');
    expect(data.usagePoints).toEqual([{ commodity: 'water' }]);
    const own = await department.as(people.dweller).entity('Place', { id: home }, 'usagePoints { commodity }');
    expect(own.data.usagePoints.map((point: { commodity: string }) => point.commodity)).toEqual([
      'electricity',
      'gas',
      'heat',
      'water',
    ]);
    const ask = async (id: string) =>
      JSON.stringify(await department.as(people.neighbour).entity('Place', { id }, 'usagePoints { mrid }'));
    expect(await ask(home)).toBe(await ask('plc_none'));
  });

  it('is there for a grantee until the share runs out, not a moment longer', async () => {
    const until = (await department.em().findOneOrFail(UsageShare, { mrid: shopMeter.mrid })).until;
    const ask = () =>
      department
        .as(people.banker)
        .run('query Q($m: ID!) { usagePoint(mrid: $m) { latestReading { value } } }', { m: shopMeter.mrid });
    department.clock.set(new Date(until.getTime() - 1));
    expect((await ask()).errors).toBeUndefined();
    department.clock.set(until);
    expect((await ask()).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is listed for the reading round by village, commodity and time of the last reading', async () => {
    const village = city.places.find(({ id }) => id === home)?.division ?? '';
    const ask = async (filters: string) =>
      (
        await department
          .as(people.utility)
          .entity(
            'LegalEntity',
            { uscc: gridOperator },
            `servedUsagePointsConnection(first: 100 ${filters}) { nodes { mrid commodity } pageInfo { hasNextPage } }`,
          )
      ).data.servedUsagePointsConnection;
    const inVillage = await ask(`divisionCode: "${village}"`);
    const expected = city.usagePoints.filter(
      ({ operator, place }) =>
        operator === gridOperator && city.places.find(({ id }) => id === place)?.division === village,
    );
    expect(inVillage.nodes.map(({ mrid }: { mrid: string }) => mrid).sort()).toEqual(
      expected.map(({ mrid }) => mrid).sort(),
    );
    expect((await ask('')).pageInfo.hasNextPage).toBe(true);
    expect((await ask('commodity: "water"')).nodes).toEqual([]);
    expect((await ask('notReadSince: "2026-11-01T00:00:00+08:00"')).nodes).toEqual([]);
    expect((await ask('notReadSince: "2026-11-01T00:00:01+08:00"')).nodes).toHaveLength(100);
    const wrong = await department
      .as(people.utility)
      .entity(
        'LegalEntity',
        { uscc: gridOperator },
        'servedUsagePointsConnection(commodity: "steam") { nodes { mrid } }',
      );
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'commodity' });
  });

  it('needs as many statements for a hundred as for one', async () => {
    const points = city.usagePoints.slice(0, 100);
    const viewer = resident('res_all', { represents: [...new Set(points.map(({ operator }) => operator))] });
    const ask = (count: number) =>
      department.statements(async () => {
        const { errors } = await department.as(viewer).entities(
          'UsagePoint',
          points.slice(0, count).map(({ mrid }) => ({ mrid, paidCents: 0 })),
          `commodity place { id } latestReading { value unit } amountDueCents creditCents bills { amountCents lines { amountCents } } readings(${RANGE}) { value } readingsConnection { nodes { at } } billsConnection { nodes { month } }`,
        );
        expect(errors).toBeUndefined();
      });
    expect(await ask(100)).toBe(await ask(1));
    const places = [...new Set(points.map(({ place }) => place))];
    const listed = (count: number) =>
      department.statements(() =>
        department.as(viewer).entities(
          'Place',
          places.slice(0, count).map((id) => ({ id })),
          'usagePoints { mrid commodity bills(last: 1) { amountCents } latestReading { at } }',
        ),
      );
    expect(await listed(places.length)).toBe(await listed(1));
    const firms = city.legalEntities.slice(0, 100).map(({ uscc }) => ({ uscc }));
    const boss = resident('res_boss', { represents: firms.map(({ uscc }) => uscc) });
    const banded = (count: number) =>
      department.statements(() =>
        department
          .as(boss)
          .entities(
            'LegalEntity',
            firms.slice(0, count),
            'annualEnergyUse(year: 2025) { kwhBand intensityPercentile } usagePointsConnection { nodes { mrid } } receivedSharesConnection { nodes { id } }',
          ),
      );
    expect(await banded(100)).toBe(await banded(1));
  });
});

it('is printed as it is committed after its fields were asked as well', async () => {
  expect(await printSubgraph(energy)).toBe(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
});
