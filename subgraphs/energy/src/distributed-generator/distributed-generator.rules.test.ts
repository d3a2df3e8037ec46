import { describe, expect, it } from '@jest/globals';
import {
  assertLandUse,
  assertStorageFits,
  assertStorageKeepsGenerator,
  type LivingGenerator,
} from './distributed-generator.rules.ts';

const solar: LivingGenerator = { technology: 'SOLAR_PV', status: 'CONNECTED', ratedW: 200_000 };
const wind: LivingGenerator = { technology: 'WIND', status: 'CONNECTED', ratedW: 100_000 };
const store: LivingGenerator = { technology: 'STORAGE', status: 'CONNECTED', ratedW: 150_000 };

describe('a store', () => {
  it('is as strong as what generates, and no stronger', () => {
    expect(() => assertStorageFits(300_000, [solar, wind])).not.toThrow();
    expect(() => assertStorageFits(300_001, [solar, wind])).toThrow('generates 300 kW');
  });

  it('needs a generator that is connected; another store is none', () => {
    expect(() => assertStorageFits(1, [])).toThrow('none is connected');
    expect(() => assertStorageFits(1, [{ ...solar, status: 'APPLIED' }, store])).toThrow('none is connected');
  });

  it.each<[string, LivingGenerator, LivingGenerator[], boolean]>([
    ['keeps the generator that it needs', solar, [solar, wind, store], false],
    ['lets go a generator that it does not need', wind, [solar, wind, store], true],
    ['goes itself', store, [solar, store], true],
    ['does not keep an application', { ...wind, status: 'APPLIED' }, [solar, store], true],
  ])('%s', (_, leaving, living, may) => {
    const act = () => assertStorageKeepsGenerator(leaving, living);
    if (may) expect(act).not.toThrow();
    else expect(act).toThrow('disconnect it first');
  });
});

it('solar panels take up no cultivated land; straw may be burnt there', () => {
  expect(() => assertLandUse('SOLAR_PV', '0103')).toThrow('class 0103');
  expect(() => assertLandUse('SOLAR_PV', '0702')).not.toThrow();
  expect(() => assertLandUse('STRAW_BIOMASS', '0103')).not.toThrow();
});
