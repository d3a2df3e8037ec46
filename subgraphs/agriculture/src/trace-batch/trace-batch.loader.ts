import { alignRows, defineLoader, groupRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { BatchInspection } from './batch-inspection.entity.ts';
import { Product } from './product.entity.ts';
import { batchKey, TraceBatch } from './trace-batch.entity.ts';
import { TraceEvent } from './trace-event.entity.ts';

/** Batches by `<gtin> <lot>`; read anew, as a mutation of the same request may have changed one. */
export const batchByKey = defineLoader<string, TraceBatch, SubgraphContext>(async (keys, { em }) => {
  const pairs = keys.map((key) => ({ gtin: key.slice(0, 14), lot: key.slice(15) }));
  const rows = await em.find(
    TraceBatch,
    {
      gtin: { $in: [...new Set(pairs.map(({ gtin }) => gtin))] },
      lot: { $in: [...new Set(pairs.map(({ lot }) => lot))] },
    },
    { refresh: true },
  );
  return alignRows(keys, rows, batchKey);
});

export const batchesOf = pageLoader(TraceBatch, {
  parent: 'gtin',
  order: [
    ['openedAt', 'desc'],
    ['lot', 'asc'],
    ['gtin', 'asc'],
  ],
});

/** The latest first. */
export const eventsOf = pageLoader(TraceEvent, {
  parent: 'batchKey',
  order: [
    ['sequence', 'desc'],
    ['id', 'asc'],
  ],
});

/** Every event of a batch, in order. */
export const chainOf = defineLoader<string, TraceEvent[], SubgraphContext>(async (keys, { em }) =>
  groupRows(
    keys,
    await em.find(TraceEvent, { batchKey: { $in: [...keys] } }, { orderBy: { sequence: 'asc' } }),
    (event) => event.batchKey,
  ),
);

export const eventById = defineLoader<string, TraceEvent, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(TraceEvent, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const inspectionsOf = pageLoader(BatchInspection, {
  parent: 'batchKey',
  order: [
    ['inspectedAt', 'desc'],
    ['inspectionNumber', 'asc'],
  ],
});

export const productByGtin = defineLoader<string, Product, SubgraphContext>(async (gtins, { em }) =>
  alignRows(gtins, await em.find(Product, { gtin: { $in: [...gtins] } }), ({ gtin }) => gtin),
);
