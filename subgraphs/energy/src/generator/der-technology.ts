import { registerEnumType } from 'type-graphql';

export const DerTechnology = {
  SOLAR_PV: 'SOLAR_PV',
  WIND: 'WIND',
  STRAW_BIOMASS: 'STRAW_BIOMASS',
  STORAGE: 'STORAGE',
} as const;
export type DerTechnology = (typeof DerTechnology)[keyof typeof DerTechnology];

registerEnumType(DerTechnology, {
  name: 'DerTechnology',
  description: 'How a distributed generator makes or keeps electricity.',
  valuesConfig: {
    SOLAR_PV: { description: 'Photovoltaic modules.' },
    WIND: { description: 'A small wind turbine.' },
    STRAW_BIOMASS: { description: 'Straw and other crop residues, burnt or digested.' },
    STORAGE: { description: 'A battery; it makes nothing by itself.' },
  },
});
