import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { BatchInspection } from './batch-inspection.entity.ts';
import { Product } from './product.entity.ts';
import { batchKey, TraceBatch } from './trace-batch.entity.ts';
import { TraceEvent } from './trace-event.entity.ts';

/** Batches by `<gtin> <lot>`; read anew, as a mutation of the same request may have changed one. */
export const batchByKey = defineLoader<string, TraceBatch, SubgraphContext>(async (keys, { em }) => {
  const pairs = keys.map((key) => ({ gtin: key.slice(0, 14), lot: key.slice(15) }));
  const rows = await findRows(em, TraceBatch, {
    gtin: { $in: [...new Set(pairs.map(({ gtin }) => gtin))] },
    lot: { $in: [...new Set(pairs.map(({ lot }) => lot))] },
  });
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

/** What `eventsAfter` is asked for: the events of a batch behind a number, 0 for all. */
export const behind = (batch: TraceBatch, sequence: number): string => `${batchKey(batch)} ${sequence}`;

/** Events of batches in the order of their chains. As plain rows: labels are read by the hundred, and never change anything. */
export const eventsAfter = defineLoader<string, TraceEvent[], SubgraphContext>(async (keys, { em }) => {
  const asked = keys.map((key) => {
    const at = key.lastIndexOf(' ');
    return { batch: key.slice(0, at), sequence: Number(key.slice(at + 1)) };
  });
  const [whole, parts] = [asked.filter(({ sequence }) => sequence === 0), asked.filter(({ sequence }) => sequence > 0)];
  const rows = await em
    .createQueryBuilder(TraceEvent)
    .select('*')
    .where({
      $or: [
        { batchKey: { $in: whole.map(({ batch }) => batch) } },
        ...parts.map(({ batch, sequence }) => ({ batchKey: batch, sequence: { $gt: sequence } })),
      ],
    })
    .orderBy({ sequence: 'asc' })
    .execute<TraceEvent[]>('all');
  const events = Map.groupBy(rows, (event) => event.batchKey);
  return asked.map(({ batch, sequence }) => (events.get(batch) ?? []).filter((event) => event.sequence > sequence));
});

export const eventById = defineLoader<string, TraceEvent, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, TraceEvent, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const inspectionsOf = pageLoader(BatchInspection, {
  parent: 'batchKey',
  order: [
    ['inspectedAt', 'desc'],
    ['inspectionNumber', 'asc'],
  ],
});

export const productByGtin = defineLoader<string, Product, SubgraphContext>(async (gtins, { em }) =>
  alignRows(gtins, await findRows(em, Product, { gtin: { $in: [...gtins] } }), ({ gtin }) => gtin),
);
