import { defineEntity, p } from '@mikro-orm/core';

const AppKeyRowSchema = defineEntity({
  name: 'AppKeyRow',
  tableName: 'app_key',
  properties: {
    id: p.string().length(40).primary(),
    /** Client id. */
    app: p.string().length(80),
    /** What its owner calls it. */
    name: p.string().length(80),
    /** SHA-256 in hex of the key; the key itself is nowhere. */
    digest: p.string().length(64),
    madeBy: p.string().length(64),
    madeAt: p.datetime(3),
    until: p.datetime(3).strictNullable(),
    revokedAt: p.datetime(3).strictNullable(),
    revokedBy: p.string().length(64).strictNullable(),
  },
});

/** By what an app shows who it is where nobody is signed in. */
export class AppKeyRow extends AppKeyRowSchema.class {}
AppKeyRowSchema.setClass(AppKeyRow);
