import { defineEntity, p } from '@mikro-orm/core';
import type { DerTechnology } from './der-technology.ts';

export type GeneratorStatus = 'APPLIED' | 'CONNECTED' | 'REJECTED' | 'DISCONNECTED';

const DistributedGeneratorSchema = defineEntity({
  name: 'DistributedGenerator',
  tableName: 'distributed_generator',
  properties: {
    mrid: p.string().length(36).primary(),
    parcelId: p.string().length(40),
    technology: p.string().length(16).$type<DerTechnology>(),
    ratedKw: p.float(),
    /** Of a village scheme against poverty. */
    povertyAlleviation: p.boolean(),
    status: p.string().length(12).$type<GeneratorStatus>(),
    /** The parcel while applied for or connected, null once ended: one living generator of a technology a parcel. */
    livingParcelId: p.string().length(40).nullable(),
    /** The utility of the grid it joins. */
    operatorUscc: p.string().length(18),
    /** Resident or entity that applied. */
    applicant: p.string().length(40),
    appliedAt: p.datetime(3),
    decidedAt: p.datetime(3).nullable(),
    reason: p.string().length(500).nullable(),
  },
  uniques: [{ name: 'distributed_generator_living', properties: ['livingParcelId', 'technology'] }],
});

/** A generator or store behind a customer's meter (IEC 61970 / 61968-5 DER). */
export class DistributedGenerator extends DistributedGeneratorSchema.class {}
DistributedGeneratorSchema.setClass(DistributedGenerator);
