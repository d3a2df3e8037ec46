import { defineEntity, p } from '@mikro-orm/core';
import type { ShareType } from './share-type.ts';
import type { UpdateCycle } from './update-cycle.ts';

/** A business system that an agency provides data from. */
const SystemRegistrationSchema = defineEntity({
  name: 'SystemRegistration',
  tableName: 'system_registration',
  properties: {
    id: p.string().length(40).primary(),
    agencyUscc: p.string().length(18),
    name: p.string().length(120),
    /** The resource it gives to the exchange platform. */
    resource: p.string().length(200),
    shareType: p.string().length(20).$type<ShareType>(),
    /** CONDITIONAL: the condition. NOT_SHARED: the reason in law. UNCONDITIONAL: null. */
    shareCondition: p.text().strictNullable(),
    /** Grade of protection, GB/T 22239: 1 to 4. */
    mlpsLevel: p.integer(),
    updateCycle: p.string().length(20).$type<UpdateCycle>(),
    registeredAt: p.datetime(3),
    /** OIDC `sub` of the officer. */
    registeredBy: p.string().length(64),
  },
});

export class SystemRegistration extends SystemRegistrationSchema.class {}
SystemRegistrationSchema.setClass(SystemRegistration);
