import { createHash } from 'node:crypto';
import { createCity, DEMO_PRODUCT } from '@citygraph/city';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { CropLossClaim } from './crop-loss-claim/crop-loss-claim.entity.ts';
import { InsuredPolicy } from './crop-loss-claim/insured-policy.entity.ts';
import { GrowthRecord } from './diary/growth-record.entity.ts';
import { FieldPlot } from './field-plot/field-plot.entity.ts';
import { agriculture } from './index.ts';
import { MarketPrice } from './market-price/market-price.entity.ts';
import { MARKETS } from './market-price/market-price.rules.ts';
import { FARM } from './testing/countryside.ts';
import { assertMayRecord, type BizStep, type Recorded, type Role } from './trace-batch/biz-step.rules.ts';
import { isIntact } from './trace-batch/event-chain.rules.ts';
import { batchKey, TraceBatch } from './trace-batch/trace-batch.entity.ts';
import { TraceEvent } from './trace-batch/trace-event.entity.ts';

const digestOf = async (em: EntityManager): Promise<string> => {
  const hash = createHash('sha256');
  for (const { tableName } of em.getMetadata().getAll().values()) {
    const rows = (await em.execute(`select * from ${em.getPlatform().quoteIdentifier(tableName)}`)) as unknown[];
    hash.update(
      rows
        .map((row) => JSON.stringify(row))
        .sort()
        .join('\n'),
    );
  }
  return hash.digest('hex');
};

describe.each(['2026-11-01', '2026-06-15', '2027-01-10'])('the countryside seeded as of %s', (asOf) => {
  const city = createCity({ scale: 0.0002, asOf });
  const NOW = new Date(`${asOf}T23:59:59+08:00`);
  const department = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });
  const twin = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });

  it('is the same whenever it is made', async () => {
    expect(await digestOf(department.em())).toBe(await digestOf(twin.em()));
  });

  it('has every plot of the city with its season, seen not after the day nor after the harvest', async () => {
    const plots = await department.em().find(FieldPlot, {});
    expect(plots).toHaveLength(city.farms.flatMap((farm) => farm.plots).length);
    for (const { season, startedOn, endedOn, bbchOn, villageCode } of plots) {
      expect(['2025', '2026', '2027'].includes(season ?? '')).toBe(true);
      expect(villageCode).toMatch(/^2201\d{8}$/);
      for (const day of [startedOn, endedOn, bbchOn]) if (day) expect(day <= city.asOf).toBe(true);
      if (endedOn && bbchOn) expect(bbchOn <= endedOn).toBe(true);
    }
    const diary = await department
      .em()
      .find(GrowthRecord, { plotId: { $in: plots.filter(({ farmId }) => farmId === FARM).map(({ id }) => id) } });
    expect(diary.length).toBeGreaterThanOrEqual(asOf === '2026-06-15' ? 3 : 15);
  });

  it('has batches that went the way the chain of custody prescribes, from places of the city, unbroken', async () => {
    const em = department.em();
    const batches = await em.find(TraceBatch, {});
    const events = Map.groupBy(
      await em.find(TraceEvent, {}, { orderBy: { sequence: 'asc' } }),
      (event) => event.batchKey,
    );
    const places = new Set(city.places.map(({ id }) => id));
    const carriers = new Set(city.legalEntities.filter(({ kind }) => kind === 'carrier').map(({ uscc }) => uscc));
    const products = new Map(city.products.map((product) => [product.gtin, product]));
    expect(batches).toHaveLength(2 * city.products.filter(({ crop }) => crop).length);
    for (const batch of batches) {
      const own = events.get(batchKey(batch)) ?? [];
      expect(isIntact(own, batch)).toBe(true);
      const product = products.get(batch.gtin);
      const past: Recorded[] = [];
      for (const { bizStep, actorUscc, placeId, eventTime } of own) {
        expect(places.has(placeId)).toBe(true);
        expect(eventTime.getTime()).toBeLessThan(NOW.getTime());
        const roles: Role[] = [
          ...(product?.brandOwner === actorUscc ? (['brand owner'] as const) : []),
          ...(product?.sellers.includes(actorUscc) ? (['seller'] as const) : []),
          ...(carriers.has(actorUscc) ? (['carrier'] as const) : []),
        ];
        if (bizStep !== 'inspecting')
          assertMayRecord(bizStep as Exclude<BizStep, 'inspecting'>, { uscc: actorUscc, roles }, { events: past });
        past.push({ bizStep, actorUscc });
      }
      if (batch.lot === DEMO_PRODUCT.lot && batch.gtin === DEMO_PRODUCT.gtin) expect(own).toHaveLength(11);
      if (batch.inspectionPassed === false) expect(past.some(({ bizStep }) => bizStep === 'shipping')).toBe(false);
      expect(batch.inspectionPassed !== null).toBe(past.some(({ bizStep }) => bizStep === 'inspecting'));
    }
  });

  it('has prices of ninety days at three markets, and approvals within the sums insured', async () => {
    const em = department.em();
    expect(await em.count(MarketPrice, { commodity: 'maize' })).toBe(90 * MARKETS.length);
    expect(await em.count(MarketPrice, { at: { $gt: city.asOf } })).toBe(0);
    const claims = await em.find(CropLossClaim, { status: 'APPROVED' });
    const approved = new Map<string, number>();
    for (const { policyId, amountCents } of claims)
      approved.set(policyId, (approved.get(policyId) ?? 0) + (amountCents ?? 0));
    for (const { id, approvedCents, sumInsuredCents } of await em.find(InsuredPolicy, {})) {
      expect(approvedCents).toBe(approved.get(id) ?? 0);
      expect(approvedCents).toBeLessThanOrEqual(sumInsuredCents);
    }
    const own = await em.find(CropLossClaim, { farmId: FARM }, { orderBy: { observedOn: 'asc' } });
    const told = ['HAIL APPROVED', 'FROST UNDER_REVIEW'];
    for (const { peril, status } of own) expect(told).toContain(`${peril} ${status}`);
    if (asOf === '2026-11-01') expect(own).toHaveLength(2);
  });
});
