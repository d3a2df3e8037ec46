import { registerEnumType } from 'type-graphql';

export const HazardLevel = { GENERAL: 'GENERAL', MAJOR: 'MAJOR' } as const;
export type HazardLevel = (typeof HazardLevel)[keyof typeof HazardLevel];

registerEnumType(HazardLevel, {
  name: 'HazardLevel',
  description: 'How grave a hazard is (Work Safety Law art. 41: hazards are graded and controlled by grade).',
  valuesConfig: {
    GENERAL: { description: 'Can be put right at once or within days, while work goes on.' },
    MAJOR: { description: 'Work must stop, wholly or in part, until it is put right.' },
  },
});
