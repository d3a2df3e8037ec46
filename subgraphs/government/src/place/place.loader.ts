import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Place } from './place.entity.ts';

export const placeById = defineLoader<string, Place, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Place, { id: { $in: [...ids] } }), ({ id }) => id),
);
