import { defineEntity, p } from '@mikro-orm/core';

const LegalEntitySchema = defineEntity({
  name: 'LegalEntity',
  tableName: 'legal_entity',
  properties: {
    uscc: p.string().length(18).primary(),
    name: p.string().length(160),
    status: p.string().length(20).$type<'IN_OPERATION' | 'REVOKED' | 'DEREGISTERED'>(),
    industryCode: p.string().length(10).strictNullable(),
    placeId: p.string().length(40).strictNullable(),
    /** `Resident.id` of the legal representative. */
    representativeId: p.string().length(40).strictNullable(),
    /** Division of the registered address: an officer limited to a division is judged by it. */
    division: p.string().length(12).strictNullable(),
  },
});

export class LegalEntity extends LegalEntitySchema.class {}
LegalEntitySchema.setClass(LegalEntity);
