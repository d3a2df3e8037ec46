import { defineEntity, p } from '@mikro-orm/core';

const FormerMemberSchema = defineEntity({
  name: 'FormerMember',
  tableName: 'former_member',
  properties: {
    publisherId: p.string().length(40).primary(),
    /** OIDC `sub`. */
    subject: p.string().length(64).primary(),
    /** When they were one last. */
    until: p.datetime(3),
  },
});

/** Who was a member: it gives no access, and takes the right to judge what is the publisher's. */
export class FormerMember extends FormerMemberSchema.class {}
FormerMemberSchema.setClass(FormerMember);
