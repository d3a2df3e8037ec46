import { registerEnumType } from 'type-graphql';

export const ShareType = {
  UNCONDITIONAL: 'UNCONDITIONAL',
  CONDITIONAL: 'CONDITIONAL',
  NOT_SHARED: 'NOT_SHARED',
} as const;
export type ShareType = (typeof ShareType)[keyof typeof ShareType];

registerEnumType(ShareType, {
  name: 'ShareType',
  description: 'How an agency shares a resource with others (national catalogue guide of government information).',
  valuesConfig: {
    UNCONDITIONAL: { description: 'With every agency.' },
    CONDITIONAL: { description: 'With agencies that meet a condition.' },
    NOT_SHARED: { description: 'With nobody, for a reason in law.' },
  },
});
