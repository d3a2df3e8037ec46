import { defineEntity, p } from '@mikro-orm/core';
import type { DerTechnology, GeneratorStatus } from './distributed-generator.rules.ts';

const DistributedGeneratorSchema = defineEntity({
  name: 'DistributedGenerator',
  tableName: 'distributed_generator',
  properties: {
    mrid: p.string().length(36).primary(),
    parcelId: p.string().length(40),
    technology: p.string().length(15).$type<DerTechnology>(),
    /** The technology while applied for or connected, else null. With the parcel it is unique: one living of each. */
    openTechnology: p.string().length(15).$type<DerTechnology>().nullable(),
    ratedW: p.integer(),
    povertyAlleviation: p.boolean(),
    status: p.string().length(12).$type<GeneratorStatus>(),
    /** The electricity utility that decides. */
    operatorUscc: p.string().length(18),
    /** `Resident.id` or USCC. */
    applicant: p.string().length(40),
    appliedAt: p.datetime(3),
    decidedAt: p.datetime(3).nullable(),
    /** OIDC subject. */
    decidedBy: p.string().length(80).nullable(),
    reason: p.string().length(500).nullable(),
    /** Withdrawn or disconnected at. */
    leftAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'distributed_generator_living', properties: ['parcelId', 'openTechnology'] }],
});

/** A small generator, or a store beside one, behind the grid connection of a parcel; or an application for one. */
export class DistributedGenerator extends DistributedGeneratorSchema.class {}
DistributedGeneratorSchema.setClass(DistributedGenerator);
