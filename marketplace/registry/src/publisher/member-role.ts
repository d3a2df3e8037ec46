import { registerEnumType } from 'type-graphql';

/** What somebody may do in a publisher. */
export const MemberRoleEnum = { OWNER: 'OWNER', DEVELOPER: 'DEVELOPER', VIEWER: 'VIEWER' } as const;

registerEnumType(MemberRoleEnum, {
  name: 'MemberRole',
  description: 'What somebody may do in a publisher.',
  valuesConfig: {
    OWNER: {
      description: 'Decides who is a member, proves the domain, keeps keys and webhooks; and all that follows.',
    },
    DEVELOPER: { description: 'Publishes, submits, claims names and asks for data.' },
    VIEWER: { description: 'Reads.' },
  },
});
