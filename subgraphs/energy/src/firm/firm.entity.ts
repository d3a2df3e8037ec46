import { defineEntity, p } from '@mikro-orm/core';

const FirmSchema = defineEntity({
  name: 'Firm',
  tableName: 'firm',
  properties: {
    uscc: p.string().length(18).primary(),
    /** GB/T 4754 division: a letter and two digits. */
    industry: p.string().length(3),
    /** Of the parcel it sits on. */
    areaM2: p.integer(),
    inOperation: p.boolean(),
  },
});

/** A firm as energy needs it: its own copy of the register. */
export class Firm extends FirmSchema.class {}
FirmSchema.setClass(Firm);
