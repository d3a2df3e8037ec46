import { defineEntity, p } from '@mikro-orm/core';
import type { CropCode } from '../crop/crop.rules.ts';

const FieldPlotSchema = defineEntity({
  name: 'FieldPlot',
  tableName: 'field_plot',
  properties: {
    id: p.string().length(40).primary(),
    farmId: p.string().length(40),
    /** Of the farm, so that a rule can judge a plot by its own row. */
    farmerId: p.string().length(40),
    operatorUscc: p.string().length(18).nullable(),
    parcelId: p.string().length(40),
    placeId: p.string().length(40),
    villageCode: p.string().length(12),
    /** The latest season with its crop; null: never farmed. `2026`, or `2026-2` for a second crop of the year. */
    season: p.string().length(6).nullable(),
    crop: p.string().length(10).$type<CropCode>().nullable(),
    variety: p.string().length(80).nullable(),
    /** `YYYY-MM-DD`. */
    startedOn: p.string().length(10).nullable(),
    /** Null: the season is running. */
    endedOn: p.string().length(10).nullable(),
    /** The latest growth stage of the season, BBCH 0 to 99. */
    bbch: p.integer().nullable(),
    bbchOn: p.string().length(10).nullable(),
  },
});

/** A piece of farmed land. Its geometry is its parcel's. */
export class FieldPlot extends FieldPlotSchema.class {}
FieldPlotSchema.setClass(FieldPlot);
