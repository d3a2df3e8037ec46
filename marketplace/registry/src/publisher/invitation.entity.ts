import { defineEntity, p } from '@mikro-orm/core';
import type { MemberRole } from './publisher.entity.ts';

const PublisherInvitationSchema = defineEntity({
  name: 'PublisherInvitation',
  tableName: 'publisher_invitation',
  properties: {
    publisherId: p.string().length(40).primary(),
    /** OIDC `sub`. */
    subject: p.string().length(64).primary(),
    role: p.string().length(10).$type<MemberRole>(),
    invitedBy: p.string().length(64),
    invitedAt: p.datetime(3),
  },
});

/** Nobody is made a member without their word: members may not review what their publisher publishes. */
export class PublisherInvitation extends PublisherInvitationSchema.class {}
PublisherInvitationSchema.setClass(PublisherInvitation);
