import { registerEnumType } from 'type-graphql';

export const AlertLevel = { REMINDER: 'REMINDER', YELLOW: 'YELLOW', RED: 'RED' } as const;
export type AlertLevel = (typeof AlertLevel)[keyof typeof AlertLevel];

registerEnumType(AlertLevel, {
  name: 'AlertLevel',
  description: 'How late an approval step is.',
  valuesConfig: {
    REMINDER: { description: 'One working day or less is left.' },
    YELLOW: { description: 'The step is past its due moment.' },
    RED: { description: 'The step is more than three working days past its due moment.' },
  },
});
