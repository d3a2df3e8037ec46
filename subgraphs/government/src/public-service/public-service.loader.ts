import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { PublicService } from './public-service.entity.ts';

export const publicServiceById = defineLoader<string, PublicService, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, PublicService, { id: { $in: [...ids] } }), ({ id }) => id),
);
