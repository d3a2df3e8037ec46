import { registerEnumType } from 'type-graphql';

/** What the owner of data says to a request. */
export const GrantDecision = { APPROVE: 'APPROVE', NARROW: 'NARROW', REFUSE: 'REFUSE' } as const;
export type GrantDecision = (typeof GrantDecision)[keyof typeof GrantDecision];

registerEnumType(GrantDecision, {
  name: 'GrantDecision',
  description: 'What the owner of data says to a request.',
  valuesConfig: {
    APPROVE: { description: 'Yes, as asked.' },
    NARROW: { description: 'To some of it; the grantee has to accept.' },
    REFUSE: { description: 'No.' },
  },
});
