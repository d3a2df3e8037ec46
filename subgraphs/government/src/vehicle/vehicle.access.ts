import { anyOf, officer, self, type TypeAccess } from '@citygraph/kit';
import type { Vehicle } from './vehicle.entity.ts';

export const vehicleAccess: TypeAccess<Vehicle> = {
  about: ({ ownerId }) => [ownerId],
  default: anyOf(
    self<Vehicle>(({ ownerId }) => ownerId),
    officer<Vehicle>({
      purposes: ['social-assistance', 'city-management', 'emergency-response'],
      subject: ({ vin, ownerId }) => (ownerId ? [vin, ownerId] : [vin]),
      divisionOf: ({ division }) => division,
    }),
  ),
};
