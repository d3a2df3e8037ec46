import { defineEntity, p } from '@mikro-orm/core';

const WorkloadSchema = defineEntity({
  name: 'Workload',
  tableName: 'workload',
  properties: {
    /** `wkl_…` */
    id: p.string().length(40).primary(),
    /** Name of the one plugin that it publishes. */
    plugin: p.string().length(31),
    /** What its owner calls it. */
    name: p.string().length(80),
    /** Ed25519, 32 bytes in base64url; the private half was never here. */
    publicKey: p.string().length(43),
    madeBy: p.string().length(64),
    madeAt: p.datetime(3),
    until: p.datetime(3),
    /** When it last published; null: never. */
    usedAt: p.datetime(3).strictNullable(),
    revokedAt: p.datetime(3).strictNullable(),
    revokedBy: p.string().length(64).strictNullable(),
  },
});

/** A pipeline that publishes one plugin in its publisher's name, without a person. */
export class Workload extends WorkloadSchema.class {}
WorkloadSchema.setClass(Workload);
