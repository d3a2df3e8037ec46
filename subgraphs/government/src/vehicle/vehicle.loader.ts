import { defineLoader, type SubgraphContext } from '@citygraph/kit';
import { alignMany, alignOne } from '../align-rows.ts';
import { Vehicle } from './vehicle.entity.ts';

export const vehicleByVin = defineLoader<string, Vehicle, SubgraphContext>(async (vins, { em }) =>
  alignOne(vins, await em.find(Vehicle, { vin: { $in: [...vins] } }), ({ vin }) => vin),
);

export const vehiclesOf = defineLoader<string, Vehicle[], SubgraphContext>(async (owners, { em }) =>
  alignMany(
    owners,
    await em.find(Vehicle, { ownerId: { $in: [...owners] } }, { orderBy: { vin: 'asc' } }),
    ({ ownerId }) => ownerId ?? '',
  ),
);
