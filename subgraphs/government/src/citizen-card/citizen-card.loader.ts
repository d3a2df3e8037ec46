import { defineLoader, type SubgraphContext } from '@citygraph/kit';
import { alignOne } from '../align-rows.ts';
import { CitizenCard } from './citizen-card.entity.ts';

export const citizenCardById = defineLoader<string, CitizenCard, SubgraphContext>(async (ids, { em }) =>
  alignOne(ids, await em.find(CitizenCard, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const citizenCardOf = defineLoader<string, CitizenCard, SubgraphContext>(async (residents, { em }) =>
  alignOne(
    residents,
    await em.find(CitizenCard, { residentId: { $in: [...residents] } }),
    ({ residentId }) => residentId,
  ),
);
