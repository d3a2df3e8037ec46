import { registerEnumType } from 'type-graphql';

export const CameraKind = { ROAD: 'ROAD', SQUARE: 'SQUARE', WATER: 'WATER', BUILDING: 'BUILDING' } as const;
export type CameraKind = (typeof CameraKind)[keyof typeof CameraKind];

registerEnumType(CameraKind, {
  name: 'CameraKind',
  description: 'What a camera looks at.',
  valuesConfig: {
    ROAD: { description: 'Roads and crossings.' },
    SQUARE: { description: 'Squares, parks and markets.' },
    WATER: { description: 'Rivers, underpasses and what floods.' },
    BUILDING: { description: 'Entrances of public buildings.' },
  },
});
