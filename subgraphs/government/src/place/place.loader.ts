import { defineLoader, type SubgraphContext } from '@citygraph/kit';
import { alignOne } from '../align-rows.ts';
import { Place } from './place.entity.ts';

export const placeById = defineLoader<string, Place, SubgraphContext>(async (ids, { em }) =>
  alignOne(ids, await em.find(Place, { id: { $in: [...ids] } }), ({ id }) => id),
);
