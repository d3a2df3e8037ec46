import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { CitizenCard } from './citizen-card.entity.ts';

export const citizenCardById = defineLoader<string, CitizenCard, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(CitizenCard, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const citizenCardOf = defineLoader<string, CitizenCard, SubgraphContext>(async (residents, { em }) =>
  alignRows(
    residents,
    await em.find(CitizenCard, { residentId: { $in: [...residents] } }),
    ({ residentId }) => residentId,
  ),
);
