import { alignRows, defineLoader, groupRows, type SubgraphContext } from '@citygraph/kit';
import { Inspection } from './inspection.entity.ts';

export const inspectionById = defineLoader<string, Inspection, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(Inspection, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const inspectionsOf = defineLoader<string, Inspection[], SubgraphContext>(async (entities, { em }) =>
  groupRows(
    entities,
    await em.find(Inspection, { subjectUscc: { $in: [...entities] } }, { orderBy: { on: 'desc', id: 'asc' } }),
    ({ subjectUscc }) => subjectUscc,
  ),
);
