import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { PublicService } from './public-service.entity.ts';

export const publicServiceById = defineLoader<string, PublicService, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(PublicService, { id: { $in: [...ids] } }), ({ id }) => id),
);
