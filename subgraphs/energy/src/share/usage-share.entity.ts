import { defineEntity, p } from '@mikro-orm/core';

const UsageShareSchema = defineEntity({
  name: 'UsageShare',
  tableName: 'usage_share',
  properties: {
    id: p.string().length(40).primary(),
    mrid: p.string().length(36),
    granteeUscc: p.string().length(18),
    until: p.datetime(3),
    sharedBy: p.string().length(80),
    sharedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
});

/** A customer's word that a firm may read a meter until a day (Green Button "Connect My Data"). */
export class UsageShare extends UsageShareSchema.class {}
UsageShareSchema.setClass(UsageShare);
