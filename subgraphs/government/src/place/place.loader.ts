import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { Place } from './place.entity.ts';

export const placeById = defineLoader<string, Place, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(Place, { id: { $in: [...ids] } }), ({ id }) => id),
);
