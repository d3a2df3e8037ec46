import { registerEnumType } from 'type-graphql';

export const Audience = { CITIZEN: 'CITIZEN', BUSINESS: 'BUSINESS' } as const;
export type Audience = (typeof Audience)[keyof typeof Audience];

registerEnumType(Audience, {
  name: 'Audience',
  description: 'Whom a public service is for.',
  valuesConfig: {
    CITIZEN: { description: 'Residents, for themselves.' },
    BUSINESS: { description: 'Legal entities, through their legal representative.' },
  },
});
