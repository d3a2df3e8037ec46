import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { finance } from '../index.ts';
import {
  atWork,
  BANK,
  banker,
  CIVIL_AFFAIRS,
  child,
  city,
  farmer,
  HOME,
  METER,
  NOW,
  OTHER_BANK,
  PAID,
  parent,
  SHOP,
  shopOwner,
  stranger,
  utility,
} from '../testing/people-with-money.ts';

const meterOf = (place: string | undefined): string =>
  city.usagePoints.find((meter) => meter.place === place)?.mrid ?? '';
const SHOP_PLACE = city.legalEntities.find(({ uscc }) => uscc === SHOP)?.place ?? '';
const SHOP_METER = meterOf(SHOP_PLACE);
const field = city.farms
  .flatMap(({ farmer: holder, plots }) => plots.map(({ place }) => ({ holder, place })))
  .find(({ place }) => meterOf(place) !== '');
const PUMP = meterOf(field?.place);
const auditor = (...subjects: string[]) => atWork(CIVIL_AFFAIRS, 'energy-audit', ...subjects);

describe('what was paid for a meter', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const codesOf = async (viewer: typeof parent, mrid: string) =>
    (await department.as(viewer).entity('UsagePoint', { mrid }, 'paidCents')).errors?.map(
      ({ extensions }) => extensions.code,
    );

  it.each([
    ['who lives there', parent, METER.mrid, null],
    ["a dwelling's child", child, METER.mrid, null],
    ['a neighbour', stranger, METER.mrid, 'FORBIDDEN'],
    ['somebody without a dwelling', resident('res_homeless'), METER.mrid, 'FORBIDDEN'],
    ['the utility', utility, METER.mrid, null],
    ['another utility', resident('res_u', { represents: [OTHER_BANK] }), METER.mrid, 'FORBIDDEN'],
    ['an auditor whose case names the place', auditor(HOME), METER.mrid, null],
    ['an auditor whose case names the meter', auditor(METER.mrid), METER.mrid, null],
    ['an auditor whose case names another place', auditor(SHOP_PLACE), METER.mrid, 'FORBIDDEN'],
    ['a bank on a case', atWork(BANK, 'credit-assessment', SHOP, HOME), METER.mrid, 'FORBIDDEN'],
    ['nobody', anonymous(), METER.mrid, 'UNAUTHENTICATED'],
    ["the shop's representative", shopOwner, SHOP_METER, null],
    ['an auditor whose case names the shop', auditor(SHOP), SHOP_METER, null],
    ["another firm's representative", banker, SHOP_METER, 'FORBIDDEN'],
    ['the farmer of the field', resident(field?.holder ?? ''), PUMP, null],
    ['another farmer', resident('res_farmer', { represents: farmer.standing?.represents ?? [] }), PUMP, 'FORBIDDEN'],
    ['somebody about a meter that is none', parent, 'nowhere', 'FORBIDDEN'],
    ['an auditor about a meter that is none', auditor('nowhere'), 'nowhere', 'FORBIDDEN'],
  ])('is judged for %s', async (_, viewer, mrid, code) => {
    expect(await codesOf(viewer, mrid)).toEqual(code ? [code] : undefined);
  });

  it('asks an auditor for the purpose', async () => {
    const { purpose: _, ...idle } = auditor(HOME);
    expect(await codesOf({ ...idle, purpose: null }, METER.mrid)).toEqual(['PURPOSE_REQUIRED']);
  });

  it('is what the card paid in three months, and nothing for who pays nothing', async () => {
    const ask = async (viewer: typeof parent, mrid: string) =>
      (await department.as(viewer).entity('UsagePoint', { mrid }, 'mrid paidCents')).data;
    expect(await ask(parent, METER.mrid)).toEqual({ mrid: METER.mrid, paidCents: PAID });
    expect((await ask(shopOwner, SHOP_METER)).paidCents).toBe(0);
  });

  it('needs one statement for a hundred meters', async () => {
    const meters = city.usagePoints.slice(0, 100);
    const viewer = resident('res_all', { represents: [...new Set(meters.map(({ operator }) => operator))] });
    const { length } = meters;
    const statements = await department.statements(async () => {
      const { data, errors } = await department.as(viewer).entities(
        'UsagePoint',
        meters.map(({ mrid }) => ({ mrid })),
        'paidCents',
      );
      expect(errors).toBeUndefined();
      expect(data).toHaveLength(length);
    });
    expect(statements).toBe(1);
  });
});
