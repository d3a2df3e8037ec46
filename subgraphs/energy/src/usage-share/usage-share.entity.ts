import { defineEntity, p } from '@mikro-orm/core';

const UsageShareSchema = defineEntity({
  name: 'UsageShare',
  tableName: 'usage_share',
  properties: {
    id: p.string().length(40).primary(),
    mrid: p.string().length(36),
    granteeUscc: p.string().length(18),
    /** The grantee while the share was not ended; null afterwards. With `mrid` it is unique: one share at a time. */
    openGrantee: p.string().length(18).nullable(),
    /** `Resident.id` of who shared. */
    sharedBy: p.string().length(40),
    sharedAt: p.datetime(3),
    until: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'usage_share_open', properties: ['mrid', 'openGrantee'] }],
});

/** Consumption of a point that its user lets a firm see for a while (Green Button Connect My Data calls it an authorization). */
export class UsageShare extends UsageShareSchema.class {}
UsageShareSchema.setClass(UsageShare);
