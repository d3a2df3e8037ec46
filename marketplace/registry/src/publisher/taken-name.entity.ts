import { defineEntity, p } from '@mikro-orm/core';

/** Kinds of names that are given once. */
export type NameKind = 'handle' | 'namespace' | 'plugin' | 'domain' | 'claim';

const TakenNameSchema = defineEntity({
  name: 'TakenName',
  tableName: 'taken_name',
  properties: {
    kind: p.string().length(10).$type<NameKind>().primary(),
    /** `skeletonOf` the name: two that look alike have one. */
    skeleton: p.string().length(191).primary(),
    name: p.string().length(253),
    takenAt: p.datetime(3),
  },
});

/** A name that somebody has: its key makes two who want the same, or what looks the same, meet in the database. */
export class TakenName extends TakenNameSchema.class {}
TakenNameSchema.setClass(TakenName);
