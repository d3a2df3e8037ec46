import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { energy } from '../index.ts';
import { city, now, people, shop } from '../testing/story.ts';
import { ENERGY_BANDS } from './energy-band.rules.ts';
import { EnergyYear } from './energy-year.entity.ts';
import { Firm } from './firm.entity.ts';

const BAND = 'year kwhBand intensityPercentile';

describe("a firm's year of electricity", () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const ask = (year: number, viewer: Parameters<typeof department.as>[0] = people.lender, uscc: string = shop) =>
    department.as(viewer).entity('LegalEntity', { uscc }, `annualEnergyUse(year: ${year}) { ${BAND} }`);

  it.each([2025, 2026])('%i is a band to the lender, among the shops', async (year) => {
    const { data, errors } = await ask(year);
    expect(errors).toBeUndefined();
    expect(data.annualEnergyUse.year).toBe(year);
    expect(ENERGY_BANDS).toContain(data.annualEnergyUse.kwhBand);
    expect(data.annualEnergyUse.intensityPercentile).toBeGreaterThanOrEqual(0);
    expect(data.annualEnergyUse.intensityPercentile).toBeLessThanOrEqual(100);
  });

  it('ranks firms of one industry by what they use a square metre', async () => {
    const em = department.em();
    const peers = (await em.find(Firm, { industry: 'F52' })).map(({ uscc, areaM2 }) => ({ uscc, areaM2 }));
    for (const [n, { uscc, areaM2 }] of peers.entries()) {
      await em.nativeUpdate(EnergyYear, { uscc, year: 2025 }, { usedMilli: (n + 1) * areaM2 * 1000 });
    }
    for (const n of [0, 3, peers.length - 1]) {
      const uscc = peers[n]?.uscc ?? '';
      const { data } = await department
        .as({ ...people.shopOwner, standing: { ...(people.shopOwner.standing ?? never()), represents: [uscc] } })
        .entity('LegalEntity', { uscc }, `annualEnergyUse(year: 2025) { ${BAND} }`);
      expect(data.annualEnergyUse.intensityPercentile).toBe(Math.round((n / (peers.length - 1)) * 100));
    }
  });

  it('says nothing of its rank among fewer than five', async () => {
    const peers = (await department.em().find(Firm, { industry: 'F52', uscc: { $ne: shop } })).slice(3);
    await department.em().nativeDelete(EnergyYear, { uscc: { $in: peers.map(({ uscc }) => uscc) }, year: 2025 });
    expect((await ask(2025)).data.annualEnergyUse).toMatchObject({
      kwhBand: expect.any(String),
      intensityPercentile: null,
    });
  });

  it('that nobody read is null, as is that of a firm nobody knows', async () => {
    expect(await ask(2019)).toEqual({ data: { annualEnergyUse: null } });
  });

  it.each([1999, 2027])('%i is refused', async (year) => {
    expect((await ask(year)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'year' });
  });

  it('is not answered for another purpose, even on the case', async () => {
    const tax = { ...people.lender, purpose: 'tax' as const };
    expect((await ask(2025, tax)).errors?.[0]?.extensions.code).toBe('PURPOSE_REQUIRED');
  });
});

function never(): never {
  throw new Error('The shop owner has standing.');
}
