import type { City } from '@citygraph/city';

/** A demo person who has a vehicle, and which. */
export interface VehicleOwner {
  readonly handle: string;
  readonly resident: string;
  readonly vin: string;
}

export function vehicleOwner({ vehicles, demo }: City): VehicleOwner {
  const vehicle = vehicles.find(({ owner }) => Object.values(demo).some(({ resident }) => resident === owner));
  const person = Object.values(demo).find(({ resident }) => resident === vehicle?.owner);
  if (!vehicle || !person) throw new Error('No demo person has a vehicle: choose another seed.');
  return { handle: person.handle, resident: person.resident, vin: vehicle.vin };
}
