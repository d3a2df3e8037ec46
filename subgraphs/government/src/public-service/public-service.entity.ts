import { defineEntity, p } from '@mikro-orm/core';
import type { Audience } from './audience.ts';

const PublicServiceSchema = defineEntity({
  name: 'PublicService',
  tableName: 'public_service',
  properties: {
    id: p.string().length(40).primary(),
    name: p.string().length(160),
    audience: p.string().length(10).$type<Audience>(),
    /** Competent authority, in CPSV-AP's words. */
    agencyUscc: p.string().length(18),
    /** Working days the law allows; null: it names none. */
    statutoryDays: p.integer().strictNullable(),
    /** Working days the agency promises. */
    committedDays: p.integer().strictNullable(),
    requiredEvidence: p.array().columnType('text'),
  },
});

/** An entry of the service catalogue. */
export class PublicService extends PublicServiceSchema.class {}
PublicServiceSchema.setClass(PublicService);
