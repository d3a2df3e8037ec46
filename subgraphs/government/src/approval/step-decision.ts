import { registerEnumType } from 'type-graphql';

export const StepDecision = {
  GRANT: 'GRANT',
  REJECT: 'REJECT',
  RETURN_FOR_CORRECTION: 'RETURN_FOR_CORRECTION',
} as const;
export type StepDecision = (typeof StepDecision)[keyof typeof StepDecision];

registerEnumType(StepDecision, {
  name: 'StepDecision',
  description: 'What an agency says to its step of a parallel approval.',
  valuesConfig: {
    GRANT: { description: 'The agency approves.' },
    REJECT: { description: 'The agency refuses; this rejects the whole case.' },
    RETURN_FOR_CORRECTION: { description: 'The applicant must mend something; the clock stands still until then.' },
  },
});
