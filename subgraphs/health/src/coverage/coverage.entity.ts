import { defineEntity, p } from '@mikro-orm/core';

const CoverageSchema = defineEntity({
  name: 'Coverage',
  tableName: 'coverage',
  properties: {
    id: p.string().length(60).primary(),
    residentId: p.string().length(40),
    payor: p.string().length(80),
    kind: p.string().length(40),
    contributionBracket: p.string().length(20).nullable(),
  },
});

/** A medical insurance of a resident; contributions are kept as a band only. */
export class Coverage extends CoverageSchema.class {}
CoverageSchema.setClass(Coverage);
