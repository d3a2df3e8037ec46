import { defineEntity, p } from '@mikro-orm/core';

const VehicleSchema = defineEntity({
  name: 'Vehicle',
  tableName: 'vehicle',
  properties: {
    vin: p.string().length(17).primary(),
    electronicPlate: p.string().length(20).strictNullable(),
    class: p.string().length(40).strictNullable(),
    ownerId: p.string().length(40).strictNullable(),
    division: p.string().length(12).strictNullable(),
  },
});

export class Vehicle extends VehicleSchema.class {}
VehicleSchema.setClass(Vehicle);
