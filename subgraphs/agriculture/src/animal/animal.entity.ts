import { defineEntity, p } from '@mikro-orm/core';
import type { AnimalStatus, Species } from './animal.rules.ts';

const AnimalSchema = defineEntity({
  name: 'Animal',
  tableName: 'animal',
  properties: {
    /** 15 digits, for life. */
    earTag: p.string().length(15).primary(),
    species: p.string().length(10).$type<Species>(),
    /** The farm it is on, or was on last. */
    farmId: p.string().length(40),
    /** Of the farm, so that a rule can judge an animal by its own row. */
    farmerId: p.string().length(40),
    operatorUscc: p.string().length(18).nullable(),
    villageCode: p.string().length(12),
    bornOn: p.string().length(10),
    /** When it came to the farm. */
    arrivedOn: p.string().length(10),
    status: p.string().length(12).$type<AnimalStatus>(),
    /** When it left the farm, or life. */
    leftOn: p.string().length(10).nullable(),
  },
});

/** A pig, cow or sheep with an ear tag. */
export class Animal extends AnimalSchema.class {}
AnimalSchema.setClass(Animal);
