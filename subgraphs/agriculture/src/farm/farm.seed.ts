import { type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Address } from '../address/address.entity.ts';
import { GrowthRecord } from '../diary/growth-record.entity.ts';
import { PlotSeason } from '../diary/plot-season.entity.ts';
import { SoilSample } from '../diary/soil-sample.entity.ts';
import { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { at } from '../seed-clock.ts';
import { Farm } from './farm.entity.ts';
import { type SeededPlot, seasonsOfPlots } from './season.seed.ts';

/** Addresses, farms and plots of the city, each plot with this year's season as far as it has come, and a diary. */
export async function seedFarms(em: EntityManager, city: City): Promise<SeededPlot[]> {
  const villageOf = new Map(city.places.map(({ id, division }) => [id, division]));
  const plots = seasonsOfPlots(city, villageOf);
  await insertRows(em, Address, addresses(city));
  await insertRows(
    em,
    Farm,
    city.farms.map(({ id, name, farmer, operator, plots: [first] }) => ({
      id,
      name,
      farmerId: farmer,
      operatorUscc: operator,
      villageCode: villageOf.get(first?.place ?? '') ?? '',
    })),
  );
  await insertRows(
    em,
    FieldPlot,
    plots.map(({ stages, soil: _, earlier: __, ...plot }) => ({
      ...plot,
      bbch: stages.at(-1)?.bbch ?? null,
      bbchOn: stages.at(-1)?.on ?? null,
    })),
  );
  await insertRows(em, PlotSeason, seasons(plots));
  await insertRows(em, GrowthRecord, growth(plots));
  await insertRows(em, SoilSample, soil(plots));
  return plots;
}

function* addresses({ places }: City) {
  for (const { id, division } of places) yield { placeId: id, villageCode: division };
}

function* seasons(plots: readonly SeededPlot[]) {
  for (const { id, season, crop, variety, startedOn, endedOn, earlier } of plots) {
    yield { plotId: id, ...earlier };
    yield { plotId: id, season, crop, variety, startedOn, endedOn, yieldKg: null };
  }
}

function* growth(plots: readonly SeededPlot[]) {
  for (const { id, season, stages } of plots) {
    for (const { bbch, on } of stages) {
      yield {
        id: opaqueId('gr_', `${id} ${on}`),
        plotId: id,
        season,
        bbch,
        observedOn: on,
        recordedBy: null,
        recordedAt: at(on, 18),
      };
    }
  }
}

function* soil(plots: readonly SeededPlot[]) {
  for (const { id, soil: sample } of plots) {
    if (!sample) continue;
    const { on, ...values } = sample;
    yield {
      id: opaqueId('soil_', `${id} ${on}`),
      plotId: id,
      sampledOn: on,
      ...values,
      recordedBy: null,
      recordedAt: at(on, 17),
    };
  }
}
