import {
  type City,
  type Product as CityProduct,
  DEMO_ENTITIES,
  DEMO_PLOT,
  DEMO_PRODUCT,
  opaqueId,
} from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { MARKET_SUPERVISION } from '../farm/farm.access.ts';
import type { SeededPlot } from '../farm/season.seed.ts';
import { at, daysAfter } from '../seed-clock.ts';
import { BatchInspection } from './batch-inspection.entity.ts';
import type { BizStep } from './biz-step.rules.ts';
import { Carrier } from './carrier.entity.ts';
import { CHAIN_START, hashEvent } from './event-chain.rules.ts';
import { Product } from './product.entity.ts';
import { ProductSeller } from './product-seller.entity.ts';
import { batchKey, TraceBatch } from './trace-batch.entity.ts';
import { TraceEvent } from './trace-event.entity.ts';

interface Happening {
  readonly bizStep: BizStep;
  readonly place: string;
  readonly actor: string;
  readonly when: Date;
}

interface Lot {
  readonly gtin: string;
  readonly lot: string;
  readonly product: CityProduct;
  readonly plot: SeededPlot | null;
  /** Of the harvest: the one before when this year's was not in yet. */
  readonly harvest: { readonly season: string; readonly variety: string } | null;
  readonly happened: readonly Happening[];
  readonly passed: boolean | null;
}

/** Produce with who sells it, and the lots of the last harvest on their way to the shelf; the demo lot tells the whole story. */
export async function seedTraceBatches(em: EntityManager, city: City, plots: readonly SeededPlot[]): Promise<void> {
  const produce = city.products.filter(({ crop }) => crop !== null);
  await insertRows(
    em,
    Product,
    produce.map(({ gtin, brandOwner, crop }) => ({ gtin, brandOwnerUscc: brandOwner, crop: crop ?? undefined })),
  );
  await insertRows(
    em,
    ProductSeller,
    produce.flatMap(({ gtin, sellers }) => sellers.map((uscc) => ({ gtin, uscc }))),
  );
  const carriers = city.legalEntities.filter(({ kind, status }) => kind === 'carrier' && status === 'IN_OPERATION');
  await insertRows(
    em,
    Carrier,
    carriers.map(({ uscc }) => ({ uscc })),
  );

  const lots = produce.flatMap((product) => lotsOf(city, product, plots));
  const events = lots.map((lot) => chained(lot));
  await insertRows(
    em,
    TraceBatch,
    lots.map(({ gtin, lot, product, plot, harvest, happened, passed }, i) => ({
      gtin,
      lot,
      brandOwnerUscc: product.brandOwner,
      originPlotId: plot?.id ?? null,
      harvestSeason: harvest?.season ?? null,
      crop: product.crop ?? undefined,
      variety: harvest?.variety ?? null,
      openedAt: happened[0]?.when ?? at(city.asOf, 0),
      closedAt: null,
      inspectionPassed: passed,
      eventCount: happened.length,
      lastHash: events[i]?.at(-1)?.eventHash ?? CHAIN_START,
    })),
  );
  await insertRows(em, TraceEvent, events.flat());
  await insertRows(em, BatchInspection, lots.flatMap(inspectionOf));
}

function lotsOf(city: City, product: CityProduct, plots: readonly SeededPlot[]): Lot[] {
  const { gtin, crop, brandOwner, sellers } = product;
  const random = city.random(`agriculture/lots/${gtin}`);
  const demo = gtin === DEMO_PRODUCT.gtin;
  const grown = plots.filter((plot) => plot.crop === crop && plot.operatorUscc === brandOwner);
  const own = plots.find(({ id }) => demo && id === DEMO_PLOT);
  return [0, 1].map((n): Lot => {
    const plot = (n === 0 ? own : undefined) ?? (grown.length > 0 ? random.pick(grown) : null);
    const opened = demo && n === 0 ? daysAfter(city.asOf, -31) : daysAfter(city.asOf, -random.int(12, 40));
    const seller = demo && n === 0 ? DEMO_ENTITIES.shop : random.pick(sellers);
    const steps = demo && n === 0 ? STEPS.length : random.int(2, STEPS.length);
    const passed = steps > INSPECTED && (demo || random.chance(0.9)) ? demo || random.chance(0.95) : null;
    const happened = journey(city, product, { opened, seller }).slice(0, steps);
    return {
      gtin,
      lot: demo && n === 0 ? DEMO_PRODUCT.lot : `L${opened.replaceAll('-', '')}${'AB'[n]}`,
      product,
      plot,
      harvest: plot && (plot.endedOn !== null && plot.endedOn <= opened ? plot : plot.earlier),
      // A lot that failed goes nowhere; one that was not inspected has no such event.
      happened: (passed === false ? happened.slice(0, INSPECTED + 1) : happened).filter(
        ({ bizStep }) => bizStep !== 'inspecting' || passed !== null,
      ),
      passed,
    };
  });
}

/** What happens to a lot, days after it is opened, and who does it. */
const STEPS: readonly (readonly [step: BizStep, day: number, who: 'brand' | 'agency' | 'carrier' | 'seller'])[] = [
  ['commissioning', 0, 'brand'],
  ['packing', 2, 'brand'],
  ['storing', 2, 'brand'],
  ['inspecting', 4, 'agency'],
  ['shipping', 6, 'brand'],
  ['loading', 6, 'carrier'],
  ['transporting', 6, 'carrier'],
  ['unloading', 7, 'carrier'],
  ['receiving', 7, 'seller'],
  ['stocking', 8, 'seller'],
  ['retail_selling', 9, 'seller'],
];
const INSPECTED = STEPS.findIndex(([step]) => step === 'inspecting');

function journey(
  { legalEntities, random }: City,
  { gtin, brandOwner }: CityProduct,
  { opened, seller }: { readonly opened: string; readonly seller: string },
): Happening[] {
  const chance = random(`agriculture/journeys/${gtin}/${opened}`);
  const carriers = legalEntities.filter(({ kind, status }) => kind === 'carrier' && status === 'IN_OPERATION');
  const actors = { brand: brandOwner, agency: MARKET_SUPERVISION, carrier: chance.pick(carriers).uscc, seller };
  const site = (uscc: string): string => legalEntities.find((entity) => entity.uscc === uscc)?.place ?? '';
  const [from, to] = [site(brandOwner), site(seller)];
  return STEPS.map(([bizStep, day, who], n) => ({
    bizStep,
    place: who === 'seller' || bizStep === 'unloading' ? to : from,
    actor: actors[who],
    when: at(daysAfter(opened, day), 7 + n, chance.int(0, 59)),
  }));
}

function chained({ gtin, lot, happened }: Lot) {
  let previous = CHAIN_START;
  return happened.map(({ bizStep, place, actor, when }, n) => {
    const event = {
      batchKey: batchKey({ gtin, lot }),
      sequence: n + 1,
      bizStep,
      eventTime: when,
      recordTime: when,
      placeId: place,
      actorUscc: actor,
    };
    previous = hashEvent(previous, event);
    return { id: opaqueId('evt_', `${gtin} ${lot} ${n}`), ...event, eventHash: previous };
  });
}

function inspectionOf({ gtin, lot, happened, passed }: Lot) {
  const inspected = happened.find(({ bizStep }) => bizStep === 'inspecting');
  if (!inspected || passed === null) return [];
  return [
    {
      inspectionNumber: `SPJD-${gtin.slice(-6)}-${lot}`,
      batchKey: batchKey({ gtin, lot }),
      passed,
      agencyUscc: inspected.actor,
      inspectedAt: inspected.when,
      remark: passed ? '镉、水分及标签符合要求。' : '水分超标。',
      recordedBy: null,
    },
  ];
}
