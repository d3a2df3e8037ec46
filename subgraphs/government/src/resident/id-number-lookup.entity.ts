import { defineEntity, p } from '@mikro-orm/core';

/** How many identity numbers an officer has looked up on a day. */
const IdNumberLookupSchema = defineEntity({
  name: 'IdNumberLookup',
  tableName: 'id_number_lookup',
  properties: {
    /** OIDC `sub`. */
    officer: p.string().length(64).primary(),
    /** `YYYY-MM-DD` in Asia/Shanghai. */
    day: p.string().length(10).primary(),
    used: p.integer(),
  },
});

export class IdNumberLookup extends IdNumberLookupSchema.class {}
IdNumberLookupSchema.setClass(IdNumberLookup);
