import { registerEnumType } from 'type-graphql';

/** Themes of ISO 37120:2018, in the order of its chapters, with what they cover. */
const THEMES = {
  ECONOMY: 'Work, firms and wealth.',
  EDUCATION: 'Schools, pupils and degrees.',
  ENERGY: 'Use and sources of energy.',
  ENVIRONMENT_AND_CLIMATE_CHANGE: 'Air, noise, emissions and nature.',
  FINANCE: 'The budget of the city.',
  GOVERNANCE: 'Who takes part in public life.',
  HEALTH: 'Life expectancy, doctors and beds.',
  HOUSING: 'Dwellings and who lives in them.',
  POPULATION_AND_SOCIAL_CONDITIONS: 'Who lives here, and who is in need.',
  RECREATION: 'Space for leisure.',
  SAFETY: 'Fire, crime and accidents.',
  SOLID_WASTE: 'Collection and disposal of waste.',
  SPORT_AND_CULTURE: 'Sites and events of sport and culture.',
  TELECOMMUNICATION: 'Connections to networks.',
  TRANSPORTATION: 'Vehicles, public transport and ways.',
  URBAN_AGRICULTURE_AND_FOOD_SECURITY: 'Land and people that feed the city.',
  URBAN_PLANNING: 'How land is used.',
  WASTEWATER: 'Collection and treatment of wastewater.',
  WATER: 'Supply of drinking water.',
} as const;

export type IndicatorTheme = keyof typeof THEMES;

export const INDICATOR_THEMES = Object.keys(THEMES) as IndicatorTheme[];

export const IndicatorTheme = Object.fromEntries(INDICATOR_THEMES.map((theme) => [theme, theme])) as {
  readonly [T in IndicatorTheme]: T;
};

registerEnumType(IndicatorTheme, {
  name: 'IndicatorTheme',
  description: 'A theme of city services and quality of life (ISO 37120:2018).',
  valuesConfig: Object.fromEntries(
    Object.entries(THEMES).map(([theme, description]) => [theme, { description }]),
  ) as Record<IndicatorTheme, { description: string }>,
});
