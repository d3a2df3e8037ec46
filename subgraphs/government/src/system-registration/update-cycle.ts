import { registerEnumType } from 'type-graphql';

export const UpdateCycle = {
  REAL_TIME: 'REAL_TIME',
  DAILY: 'DAILY',
  WEEKLY: 'WEEKLY',
  MONTHLY: 'MONTHLY',
  QUARTERLY: 'QUARTERLY',
  YEARLY: 'YEARLY',
} as const;
export type UpdateCycle = (typeof UpdateCycle)[keyof typeof UpdateCycle];

registerEnumType(UpdateCycle, {
  name: 'UpdateCycle',
  description: 'How often a resource of the exchange platform is brought up to date.',
  valuesConfig: {
    REAL_TIME: { description: 'As things happen.' },
    DAILY: { description: 'Every day.' },
    WEEKLY: { description: 'Every week.' },
    MONTHLY: { description: 'Every month.' },
    QUARTERLY: { description: 'Every three months.' },
    YEARLY: { description: 'Every year.' },
  },
});
