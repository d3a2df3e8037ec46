import { describe, expect, it } from '@jest/globals';
import { namespaceAbove } from './namespace-above.ts';

describe('the namespace above a claimed name', () => {
  it.each([
    ['Query.air_forecast', 'air'],
    ['LegalEntity.air2_score', 'air2'],
    ['AirForecast', 'air'],
    ['Air', 'air'],
    ['Air_2', 'air'],
    ['Air2', 'air2'],
  ])('of %s is %s', (name, namespace) => {
    expect(namespaceAbove(name)).toBe(namespace);
  });

  it.each(['Query.airForecast', 'Query.ab_c', 'Query.air__x', 'AQI', 'Query.air_', 'Averyverylongnamespace'])(
    'of %s is none',
    (name) => {
      expect(namespaceAbove(name)).toBeNull();
    },
  );
});
