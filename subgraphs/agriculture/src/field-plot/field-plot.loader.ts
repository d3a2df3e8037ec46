import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { FieldPlot } from './field-plot.entity.ts';

/** Read anew, as a mutation of the same request may have changed it. */
export const plotById = defineLoader<string, FieldPlot, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, FieldPlot, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const plotsOf = pageLoader(FieldPlot, { parent: 'farmId', order: [['id', 'asc']] });
