import { type Connection, mapPage, pageLoader } from '@citygraph/kit';
import type { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { GrowthRecord } from './growth-record.entity.ts';
import { PlotSeason } from './plot-season.entity.ts';
import { SoilSample } from './soil-sample.entity.ts';

export const seasonsOf = pageLoader(PlotSeason, {
  parent: 'plotId',
  order: [
    ['season', 'desc'],
    ['plotId', 'asc'],
  ],
});

export const growthOf = pageLoader(GrowthRecord, {
  parent: 'plotId',
  order: [
    ['observedOn', 'desc'],
    ['id', 'asc'],
  ],
});

export const soilOf = pageLoader(SoilSample, {
  parent: 'plotId',
  order: [
    ['sampledOn', 'desc'],
    ['id', 'asc'],
  ],
});

/** A row of the diary with the plot it is judged by. */
export type OfPlot<T> = T & { readonly plot: FieldPlot };

/** Gives each row of a page its plot, by which the subject rules judge it. */
export const withPlot = <T extends object>(page: Connection<T>, plot: FieldPlot): Connection<OfPlot<T>> =>
  mapPage(page, (row) => ({ ...row, plot }));
