import { defineEntity, p } from '@mikro-orm/core';

const VehicleSchema = defineEntity({
  name: 'Vehicle',
  tableName: 'vehicle',
  properties: {
    vin: p.string().length(17).primary(),
    electronicPlate: p.string().length(20).nullable(),
    class: p.string().length(40).nullable(),
    ownerId: p.string().length(40).nullable(),
    division: p.string().length(12).nullable(),
  },
});

export class Vehicle extends VehicleSchema.class {}
VehicleSchema.setClass(Vehicle);
