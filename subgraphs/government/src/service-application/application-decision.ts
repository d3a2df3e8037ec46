import { registerEnumType } from 'type-graphql';

export const ApplicationDecision = {
  GRANT: 'GRANT',
  REJECT: 'REJECT',
  RETURN_FOR_CORRECTION: 'RETURN_FOR_CORRECTION',
} as const;
export type ApplicationDecision = (typeof ApplicationDecision)[keyof typeof ApplicationDecision];

registerEnumType(ApplicationDecision, {
  name: 'ApplicationDecision',
  description: 'What an agency says to an application for one of its services.',
  valuesConfig: {
    GRANT: { description: 'The applicant gets what they applied for.' },
    REJECT: { description: 'The applicant does not get it, for the reason given.' },
    RETURN_FOR_CORRECTION: { description: 'The applicant must mend something; the clock stands still until then.' },
  },
});
