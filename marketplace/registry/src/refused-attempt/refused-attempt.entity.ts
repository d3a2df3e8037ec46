import { defineEntity, p } from '@mikro-orm/core';

const RefusedAttemptSchema = defineEntity({
  name: 'RefusedAttempt',
  tableName: 'refused_attempt',
  properties: {
    /** Its beginning. */
    minute: p.datetime(3).primary(),
    /** SHA-256 in hex of who tried what; of those that are counted together: `others`. */
    own: p.string().length(64).primary(),
    /** Why not: an error's code. */
    code: p.string().length(40).primary(),
    subject: p.string().length(64).strictNullable(),
    agency: p.string().length(18).strictNullable(),
    act: p.string().length(40),
    target: p.string().length(80),
    times: p.bigint('number'),
  },
});

/** How often somebody tried something within a minute, and was refused; until it is in the audit. */
export class RefusedAttempt extends RefusedAttemptSchema.class {}
RefusedAttemptSchema.setClass(RefusedAttempt);
