import { alignRows, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { Vehicle } from './vehicle.entity.ts';

export const vehicleByVin = defineLoader<string, Vehicle, SubgraphContext>(async (vins, { em }) =>
  alignRows(vins, await findRows(em, Vehicle, { vin: { $in: [...vins] } }), ({ vin }) => vin),
);

export const vehiclesOf = defineLoader<string, Vehicle[], SubgraphContext>(async (owners, { em }) =>
  groupRows(
    owners,
    await findRows(em, Vehicle, { ownerId: { $in: [...owners] } }, { orderBy: { vin: 'asc' } }),
    ({ ownerId }) => ownerId ?? '',
  ),
);
