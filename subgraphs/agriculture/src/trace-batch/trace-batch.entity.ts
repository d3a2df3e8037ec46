import { defineEntity, p } from '@mikro-orm/core';
import type { CropCode } from '../crop/crop.rules.ts';

const TraceBatchSchema = defineEntity({
  name: 'TraceBatch',
  tableName: 'trace_batch',
  properties: {
    gtin: p.string().length(14).primary(),
    lot: p.string().length(20).primary(),
    brandOwnerUscc: p.string().length(18),
    originPlotId: p.string().length(40).nullable(),
    /** Season, crop and variety of the harvest: the plot itself moves on to other ones. */
    harvestSeason: p.string().length(6).nullable(),
    crop: p.string().length(10).$type<CropCode>(),
    variety: p.string().length(80).nullable(),
    openedAt: p.datetime(3),
    /** When what was left of the batch was destroyed; null: it lives. */
    closedAt: p.datetime(3).nullable(),
    /** The result of the latest official inspection. */
    inspectionPassed: p.boolean().nullable(),
    eventCount: p.integer(),
    /** Hash of the latest event: the head of the chain. */
    lastHash: p.string().length(64),
  },
});

/** All units of a product with one lot number. */
export class TraceBatch extends TraceBatchSchema.class {}
TraceBatchSchema.setClass(TraceBatch);

/** The batch in one text, by which its events and inspections name it; a lot number has no space. */
export const batchKey = ({ gtin, lot }: { readonly gtin: string; readonly lot: string }): string => `${gtin} ${lot}`;
