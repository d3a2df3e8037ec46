import { type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CityIndicator } from './city-indicator.entity.ts';
import { type DivisionFacts, FIGURES, factsOfDivisions } from './indicator-facts.ts';

/** Figures of the city and its districts for the year the city is seen in: each worked out from the synthetic city itself. */
export async function seedCityIndicators(em: EntityManager, city: City): Promise<void> {
  const year = Number(city.asOf.slice(0, 4));
  const publishedAt = new Date(`${city.asOf}T09:00:00+08:00`);
  await insertRows(em, CityIndicator, figuresOf(factsOfDivisions(city), year, publishedAt));
}

function* figuresOf(facts: ReadonlyMap<string, DivisionFacts>, year: number, publishedAt: Date) {
  for (const [divisionCode, known] of facts) {
    for (const { theme, code, name, unit, method, figure } of FIGURES) {
      const { value, counted } = figure(known);
      if (!Number.isFinite(value)) continue;
      yield {
        id: opaqueId('ind_', `${divisionCode}/${year}/${code}`),
        theme,
        code,
        name,
        unit,
        year,
        value: Math.round(value * 100) / 100,
        counted,
        method,
        divisionCode,
        publishedAt,
        publishedBy: 'seed',
        revisedAt: null,
      };
    }
  }
}
