import { registerEnumType } from 'type-graphql';

/** Why a release is not approved. */
export const ReviewReason = {
  DATA_EXCESSIVE: 'DATA_EXCESSIVE',
  PURPOSE_UNCLEAR: 'PURPOSE_UNCLEAR',
  PRIVACY: 'PRIVACY',
  SECURITY: 'SECURITY',
  SCHEMA_UNCLEAR: 'SCHEMA_UNCLEAR',
  MISLEADING: 'MISLEADING',
  QUALITY: 'QUALITY',
  LEGAL: 'LEGAL',
  OTHER: 'OTHER',
} as const;
export type ReviewReason = (typeof ReviewReason)[keyof typeof ReviewReason];

registerEnumType(ReviewReason, {
  name: 'ReviewReason',
  description: 'Why a release is not approved.',
  valuesConfig: {
    DATA_EXCESSIVE: { description: 'It is sent more than its purpose needs.' },
    PURPOSE_UNCLEAR: { description: 'What the data is for is not said, or not believed.' },
    PRIVACY: { description: 'It tells of people what it should not.' },
    SECURITY: { description: 'It endangers the hub, a department or whoever uses it.' },
    SCHEMA_UNCLEAR: { description: 'Names, types or descriptions mislead or say nothing.' },
    MISLEADING: { description: 'It pretends to be what it is not.' },
    QUALITY: { description: 'It does not do what it says, or does it badly.' },
    LEGAL: { description: 'A law or a contract forbids it.' },
    OTHER: { description: 'Something else; the reason says what.' },
  },
});
