import { registerEnumType } from 'type-graphql';

export const InspectionKind = {
  FOOD_DRUG: 'FOOD_DRUG',
  WORK_SAFETY: 'WORK_SAFETY',
  ENVIRONMENT: 'ENVIRONMENT',
} as const;
export type InspectionKind = (typeof InspectionKind)[keyof typeof InspectionKind];

registerEnumType(InspectionKind, {
  name: 'InspectionKind',
  description: 'What an inspection looks at.',
  valuesConfig: {
    FOOD_DRUG: { description: 'Safety of food and drugs: Market Supervision.' },
    WORK_SAFETY: { description: 'Safety at work: Emergency Management.' },
    ENVIRONMENT: { description: 'Emissions and waste: Ecology and Environment.' },
  },
});
