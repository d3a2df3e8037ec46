import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { Inspection } from './inspection.entity.ts';

export const inspectionById = defineLoader<string, Inspection, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Inspection, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Inspections of entities, newest first. */
export const inspectionPages = pageLoader(Inspection, {
  parent: 'subjectUscc',
  order: [
    ['on', 'desc'],
    ['id', 'asc'],
  ],
});
