import { createCity } from '@citygraph/city';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balanceOf, billFor, closedMonth, monthStart, monthsLater } from './bill.rules.ts';
import { amountOf, priced, TARIFF_CLASSES, tariffFor } from './tariff.rules.ts';
import { cityTariffs } from './tariff.seed.ts';

const city = createCity({ scale: 0.0002 });
const TARIFFS = cityTariffs(city);

const at = (text: string): Date => new Date(`${text}+08:00`);
const HOME = { mrid: 'm', commodity: 'electricity', tariffClass: 'RESIDENTIAL' } as const;
const NOW = at('2026-11-02T06:00:00');
const reading = (when: string, usedMilli: number, quality: 'VALID' | 'SUSPECT' | 'ESTIMATED' = 'VALID') => ({
  at: at(when),
  usedMilli,
  quality,
});

describe('a tariff', () => {
  it.each<[number, number[]]>([
    [0, []],
    [1, [0]],
    [10, [1]],
    [170_000, [9_010]],
    [170_001, [9_010, 0]],
    [171_000, [9_010, 58]],
    [260_000, [9_010, 5_220]],
    [300_000, [9_010, 5_220, 3_320]],
  ])('prices %i Wh of a home by tiers', (used, cents) => {
    const tiers = TARIFFS.get('electricity/RESIDENTIAL/2026') ?? [];
    expect(priced(tiers, used).map(({ amountCents }) => amountCents)).toEqual(cents);
  });

  it('costs more the more is used, and its tiers hold all of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TARIFFS.values()), fc.nat(10_000_000), fc.nat(10_000), (tiers, used, more) => {
        const lines = priced(tiers, used);
        expect(lines.reduce((sum, { thousandths }) => sum + thousandths, 0)).toBe(used);
        expect(amountOf(priced(tiers, used + more))).toBeGreaterThanOrEqual(amountOf(lines));
      }),
    );
  });

  it('makes of the city’s homes’ months what the city says they cost', () => {
    const homes = new Set(city.places.filter(({ kind }) => kind === 'dwelling').map(({ id }) => id));
    const points = new Map(
      city.usagePoints.filter(({ place }) => homes.has(place)).map(({ mrid, commodity }) => [mrid, commodity]),
    );
    const wrong = city.bills.filter(({ mrid, month, use, amountCents }) => {
      const commodity = points.get(mrid);
      if (!commodity) return false;
      const tiers = TARIFFS.get(tariffFor(TARIFFS, commodity, 'RESIDENTIAL', month)) ?? [];
      return amountOf(priced(tiers, use * 1000)) !== amountCents;
    });
    expect(wrong).toEqual([]);
    expect(points.size).toBeGreaterThan(100);
  });

  it('exists for every commodity and class', () => {
    for (const commodity of ['electricity', 'water', 'gas', 'heat'] as const) {
      for (const tariffClass of TARIFF_CLASSES) {
        expect(TARIFFS.has(tariffFor(TARIFFS, commodity, tariffClass, '2026-10'))).toBe(true);
      }
    }
    expect(tariffFor(TARIFFS, 'water', 'AGRICULTURAL', '2026-10')).toBe('water/COMMERCIAL/2026');
  });

  it('holds from its month until there is a later one', () => {
    const tariffs = new Map([...TARIFFS, ['electricity/RESIDENTIAL/2026-11', [{ upTo: null, cents: 60 }]]]);
    const named = ['2026-10', '2026-11', '2027-05'].map((month) =>
      tariffFor(tariffs, 'electricity', 'RESIDENTIAL', month),
    );
    expect(named.map((tariff) => tariff.split('/')[2])).toEqual(['2026', '2026-11', '2026-11']);
    expect(() => tariffFor(tariffs, 'heat', 'COMMERCIAL', '2025-12')).toThrow('no tariff for heat');
  });
});

describe('a bill', () => {
  const october = [reading('2026-10-10T00:00:00', 60_000), reading('2026-11-01T00:00:00', 90_000)];

  it('takes what was read in the month since the last bill, the last midnight included', () => {
    const bill = billFor(TARIFFS, HOME, '2026-10', at('2026-10-01T00:00:00'), october, NOW);
    expect(bill).toMatchObject({
      usedMilli: 150_000,
      amountCents: 7_950,
      fromAt: at('2026-10-01T00:00:00'),
      toAt: at('2026-11-01T00:00:00'),
      dueOn: '2026-11-22',
      estimated: false,
    });
  });

  it('leaves to the next what was read a moment later', () => {
    const late = [...october, reading('2026-11-01T00:00:00.001', 5_000)];
    expect(billFor(TARIFFS, HOME, '2026-10', at('2026-10-01T00:00:00'), late, NOW)?.usedMilli).toBe(150_000);
    expect(billFor(TARIFFS, HOME, '2026-11', at('2026-11-01T00:00:00'), late, NOW)).toMatchObject({ usedMilli: 5_000 });
  });

  it('ends before a suspect register, and goes past one that a later reading confirmed', () => {
    const doubted = [reading('2026-10-10T00:00:00', 60_000), reading('2026-10-20T00:00:00', 900_000, 'SUSPECT')];
    expect(billFor(TARIFFS, HOME, '2026-10', at('2026-10-01T00:00:00'), doubted, NOW)).toMatchObject({
      usedMilli: 60_000,
      toAt: at('2026-10-10T00:00:00'),
    });
    const confirmed = [...doubted, reading('2026-10-30T00:00:00', 0)];
    expect(billFor(TARIFFS, HOME, '2026-10', at('2026-10-01T00:00:00'), confirmed, NOW)?.usedMilli).toBe(960_000);
    expect(
      billFor(TARIFFS, HOME, '2026-10', at('2026-10-01T00:00:00'), [reading('2026-10-20T00:00:00', 9, 'SUSPECT')], NOW),
    ).toBeNull();
  });

  it('says when it rests on an estimate', () => {
    expect(
      billFor(
        TARIFFS,
        HOME,
        '2026-10',
        at('2026-10-01T00:00:00'),
        [reading('2026-10-10T00:00:00', 6, 'ESTIMATED')],
        NOW,
      )?.estimated,
    ).toBe(true);
  });

  it('is not made of nothing, nor of a single first reading', () => {
    expect(billFor(TARIFFS, HOME, '2026-10', at('2026-10-01T00:00:00'), [], NOW)).toBeNull();
    expect(billFor(TARIFFS, HOME, '2026-10', null, [reading('2026-10-10T00:00:00', 0)], NOW)).toBeNull();
    expect(billFor(TARIFFS, HOME, '2026-10', null, october, NOW)).toMatchObject({ fromAt: at('2026-10-10T00:00:00') });
  });
});

it.each<[number, number | null, unknown]>([
  [9_800, 0, { due: 9_800, credit: 0 }],
  [9_800, 9_800, { due: 0, credit: 0 }],
  [9_800, 10_000, { due: 0, credit: 200 }],
  [9_800, null, null],
])('%i billed and %s paid', (billed, paid, balance) => {
  expect(balanceOf(billed, paid)).toEqual(balance);
});

it('months are counted in the city’s time', () => {
  expect(monthsLater('2026-11', 2)).toBe('2027-01');
  expect(monthsLater('2026-01', -1)).toBe('2025-12');
  expect(monthStart('2026-11')).toEqual(new Date('2026-10-31T16:00:00Z'));
  expect(closedMonth(new Date('2026-10-31T15:59:59Z'))).toBe('2026-09');
  expect(closedMonth(new Date('2026-10-31T16:00:00Z'))).toBe('2026-10');
});
