import { defineEntity, p } from '@mikro-orm/core';

/** Processes in the words of ISA-95 process segments. */
export const PROCESSES = [
  'milling',
  'turning',
  'casting',
  'injection-moulding',
  'welding',
  'stamping',
  'assembly',
  'coating',
  'optics',
  'electronics',
] as const;

const ManufacturingCapabilitySchema = defineEntity({
  name: 'ManufacturingCapability',
  tableName: 'manufacturing_capability',
  properties: {
    id: p.string().length(40).primary(),
    providerUscc: p.string().length(18),
    process: p.string().length(30).$type<(typeof PROCESSES)[number]>(),
    /** IRI of the Asset Administration Shell. */
    assetShellId: p.string().length(300).nullable(),
  },
});

/** What a manufacturer can do for others. */
export class ManufacturingCapability extends ManufacturingCapabilitySchema.class {}
ManufacturingCapabilitySchema.setClass(ManufacturingCapability);
