import { alignRows, defineLoader, groupRows, type SubgraphContext } from '@citygraph/kit';
import { Vehicle } from './vehicle.entity.ts';

export const vehicleByVin = defineLoader<string, Vehicle, SubgraphContext>(async (vins, { em }) =>
  alignRows(vins, await em.find(Vehicle, { vin: { $in: [...vins] } }), ({ vin }) => vin),
);

export const vehiclesOf = defineLoader<string, Vehicle[], SubgraphContext>(async (owners, { em }) =>
  groupRows(
    owners,
    await em.find(Vehicle, { ownerId: { $in: [...owners] } }, { orderBy: { vin: 'asc' } }),
    ({ ownerId }) => ownerId ?? '',
  ),
);
