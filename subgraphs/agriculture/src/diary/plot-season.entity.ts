import { defineEntity, p } from '@mikro-orm/core';
import type { CropCode } from '../crop/crop.rules.ts';

const PlotSeasonSchema = defineEntity({
  name: 'PlotSeason',
  tableName: 'plot_season',
  properties: {
    plotId: p.string().length(40).primary(),
    season: p.string().length(6).primary(),
    crop: p.string().length(10).$type<CropCode>(),
    variety: p.string().length(80).nullable(),
    startedOn: p.string().length(10),
    endedOn: p.string().length(10).nullable(),
    yieldKg: p.integer().nullable(),
  },
});

/** One season of a plot, kept when the next begins. */
export class PlotSeason extends PlotSeasonSchema.class {}
PlotSeasonSchema.setClass(PlotSeason);
