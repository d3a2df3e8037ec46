import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { CitizenCard } from './citizen-card.entity.ts';

export const citizenCardById = defineLoader<string, CitizenCard, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, CitizenCard, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const citizenCardOf = defineLoader<string, CitizenCard, SubgraphContext>(async (residents, { em }) =>
  alignRows(
    residents,
    await findRows(em, CitizenCard, { residentId: { $in: [...residents] } }),
    ({ residentId }) => residentId,
  ),
);
