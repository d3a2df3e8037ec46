import { defineEntity, p } from '@mikro-orm/core';
import type { IndicatorTheme } from './indicator-theme.ts';

const CityIndicatorSchema = defineEntity({
  name: 'CityIndicator',
  tableName: 'city_indicator',
  properties: {
    id: p.string().length(40).primary(),
    theme: p.string().length(40).$type<IndicatorTheme>(),
    /** The city's own code, such as HOSPITAL_BEDS; unique with year and division. */
    code: p.string().length(60),
    name: p.string().length(160),
    unit: p.string().length(60),
    year: p.integer(),
    value: p.double().$type<number>(),
    /** How many people, firms or things the figure counts; null: it is no count, nor made of one. */
    counted: p.integer().strictNullable(),
    /** What is divided by what, and where both come from. */
    method: p.text(),
    divisionCode: p.string().length(12),
    publishedAt: p.datetime(3),
    /** OIDC `sub` of the officer. */
    publishedBy: p.string().length(64),
    revisedAt: p.datetime(3).strictNullable(),
  },
});

export class CityIndicator extends CityIndicatorSchema.class {}
CityIndicatorSchema.setClass(CityIndicator);
