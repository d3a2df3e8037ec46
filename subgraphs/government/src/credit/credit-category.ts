import { registerEnumType } from 'type-graphql';

/** Categories of public credit information about legal persons (GB/T 39440, 39441). */
export const CreditCategory = {
  BASIC: 'BASIC',
  ADMINISTRATIVE_LICENCE: 'ADMINISTRATIVE_LICENCE',
  ADMINISTRATIVE_PENALTY: 'ADMINISTRATIVE_PENALTY',
  DISHONESTY_LISTING: 'DISHONESTY_LISTING',
  COMMITMENT: 'COMMITMENT',
  REDRESS: 'REDRESS',
} as const;
export type CreditCategory = (typeof CreditCategory)[keyof typeof CreditCategory];

registerEnumType(CreditCategory, {
  name: 'CreditCategory',
  description: 'What a public credit record is about (terms of GB/T 39440).',
  valuesConfig: {
    BASIC: { description: 'Basic facts that the entity declares.' },
    ADMINISTRATIVE_LICENCE: { description: 'An agency permitted something.' },
    ADMINISTRATIVE_PENALTY: { description: 'An agency punished a breach.' },
    DISHONESTY_LISTING: { description: 'An agency listed the entity as seriously dishonest.' },
    COMMITMENT: { description: 'The entity committed itself.' },
    REDRESS: { description: 'An agency found a breach of its own record mended: that record no longer counts.' },
  },
});
