import { alignRows, defineLoader, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { FieldPlot } from './field-plot.entity.ts';

export const plotById = defineLoader<string, FieldPlot, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(FieldPlot, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const plotsOf = pageLoader(FieldPlot, { parent: 'farmId', order: [['id', 'asc']] });
