import { createCity } from '@citygraph/city';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Person, people, seedOneEmergency } from '../testing/one-emergency.ts';
import { NOW } from '../testing/two-families.ts';
import { CityIndicator } from './city-indicator.entity.ts';
import { FIGURES, factsOfDivisions } from './indicator-facts.ts';
import { publishCityIndicator } from './publish-city-indicator.ts';

const PUBLISH = `mutation P($theme: IndicatorTheme!, $code: String!, $name: String!, $unit: String!, $year: Int!, $value: Float!, $counted: Int, $method: String!, $division: DivisionCode!, $key: ID) {
  publishCityIndicator(theme: $theme, code: $code, name: $name, unit: $unit, year: $year, value: $value, counted: $counted, method: $method, divisionCode: $division, idempotencyKey: $key) {
    id theme code name unit year value suppressed method publishedAt revisedAt division { name }
  }
}`;
const REVISE = `mutation R($id: ID!, $value: Float!, $counted: Int, $method: String!) {
  reviseCityIndicator(indicatorId: $id, value: $value, counted: $counted, method: $method) { value suppressed method revisedAt year }
}`;
const given = {
  theme: 'HEALTH',
  code: 'HOSPITAL_BEDS',
  name: '每十万人医院床位数',
  unit: '1/100,000 residents',
  year: 2025,
  value: 206.5,
  counted: 10_640,
  method: '床位数除以常住人口',
  division: '220102',
};

describe('an indicator', () => {
  const city = testSubgraph(government, { seed: seedOneEmergency, now: NOW });
  const publish = (who: Person, over: Record<string, unknown> = {}) =>
    city.as(people[who]).run(PUBLISH, { ...given, ...over });

  it('is published once by Development and Reform, and is for everybody', async () => {
    const first = await publish('statistician', { key: 'k' });
    expect(first.errors).toBeUndefined();
    const { id, ...shown } = first.data.publishCityIndicator;
    const { division: _, counted: __, ...figure } = given;
    expect(shown).toEqual({
      ...figure,
      suppressed: false,
      publishedAt: '2026-11-01T10:00:00+08:00',
      revisedAt: null,
      division: { name: '南关区' },
    });
    expect(await publish('statistician', { key: 'k' })).toEqual(first);
    const again = await publish('statistician', { key: 'other', value: 1 });
    expect(again.errors).toMatchObject([
      { message: expect.stringMatching(/revise it by/), extensions: { code: 'CONFLICT', argument: 'code' } },
    ]);
    const { data, errors } = await city.as(people.nobody).entity('CityIndicator', { id }, 'value unit');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ value: 206.5, unit: '1/100,000 residents' });
  });

  it.each([
    [0, 0, false],
    [1, null, true],
    [4, null, true],
    [5, 5, false],
  ])('that counts %s shows %s', async (counted, value, suppressed) => {
    const { data } = await publish('statistician', { counted, value: counted });
    expect(data.publishCityIndicator).toMatchObject({ value, suppressed });
  });

  it('is revised, and keeps its year', async () => {
    const { id } = (await publish('statistician')).data.publishCityIndicator;
    const revision = { id, value: 210, counted: 3, method: '更正床位数。' };
    const { data, errors } = await city.as(people.statistician).run(REVISE, revision);
    expect(errors).toBeUndefined();
    expect(data.reviseCityIndicator).toEqual({
      value: null,
      suppressed: true,
      method: '更正床位数。',
      revisedAt: '2026-11-01T10:00:00+08:00',
      year: 2025,
    });
    for (const who of ['dutyOfficer', 'statisticianElsewhere', 'ada'] as const) {
      expect((await city.as(people[who]).run(REVISE, revision)).errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN' } },
      ]);
    }
    const none = await city.as(people.statistician).run(REVISE, { ...revision, id: 'ind_none' });
    expect(none.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND', argument: 'indicatorId' } }]);
  });

  it.each<[string, Person, Record<string, unknown>, string, string | undefined]>([
    ['from the anonymous', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['from a resident', 'ada', {}, 'FORBIDDEN', undefined],
    ['from another agency', 'dutyOfficer', {}, 'FORBIDDEN', undefined],
    ['for another town', 'statisticianElsewhere', {}, 'FORBIDDEN', undefined],
    ['of next year', 'statistician', { year: 2027 }, 'BAD_USER_INPUT', 'year'],
    ['of antiquity', 'statistician', { year: -44 }, 'BAD_USER_INPUT', 'year'],
    ['for an unknown division', 'statistician', { division: '220199' }, 'NOT_FOUND', 'divisionCode'],
    ['with a code of its own making', 'statistician', { code: 'beds!' }, 'BAD_USER_INPUT', 'code'],
    ['with fewer than none', 'statistician', { counted: -1 }, 'BAD_USER_INPUT', 'counted'],
    ['beyond all figures', 'statistician', { value: 1e300 }, 'BAD_USER_INPUT', 'value'],
    ['without a method', 'statistician', { method: ' ' }, 'BAD_USER_INPUT', 'method'],
  ])('is not taken %s', async (_what, who, over, code, argument) => {
    const { errors } = await publish(who, over);
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(CityIndicator)).toBe(0);
  });

  it('is found by theme, year, code and division, page by page', async () => {
    await publish('statistician');
    await publish('statistician', { year: 2024, division: '220100' });
    await publish('statistician', { theme: 'EDUCATION', code: 'SCHOOLS' });
    const ask = async (args: string) => {
      const { data, errors } = await city
        .as(people.nobody)
        .run(`{ cityIndicators(${args}) { nodes { code year } pageInfo { hasNextPage endCursor } } }`);
      expect(errors).toBeUndefined();
      const { nodes, pageInfo } = data.cityIndicators;
      return { ...pageInfo, found: nodes.map(({ code, year }: { code: string; year: number }) => `${code} ${year}`) };
    };
    const first = await ask('first: 2');
    expect(first).toMatchObject({ hasNextPage: true, found: ['SCHOOLS 2025', 'HOSPITAL_BEDS 2025'] });
    expect((await ask(`first: 2, after: "${first.endCursor}"`)).found).toEqual(['HOSPITAL_BEDS 2024']);
    expect((await ask('theme: EDUCATION')).found).toEqual(['SCHOOLS 2025']);
    expect((await ask('code: "HOSPITAL_BEDS", year: 2024')).found).toEqual(['HOSPITAL_BEDS 2024']);
    expect((await ask('divisionCode: "220102"')).found).toHaveLength(2);
    expect((await ask('divisionCode: "220100"')).found).toHaveLength(3);
    const { data } = await city
      .as(people.nobody)
      .entities('AdminDivision', [{ code: '220100' }, { code: '220102' }], 'indicators(year: 2025) { code }');
    expect(data).toEqual([{ indicators: [] }, { indicators: [{ code: 'SCHOOLS' }, { code: 'HOSPITAL_BEDS' }] }]);
  });

  it('asks once for the indicators of any number of divisions', async () => {
    const ask = (...codes: string[]) =>
      city.as(people.nobody).entities(
        'AdminDivision',
        codes.map((code) => ({ code })),
        'indicators(theme: HEALTH) { value }',
      );
    const one = await city.statements(() => ask('220100'));
    expect(await city.statements(() => ask('220100', '220102', '220102001001'))).toBe(one);
  });
});

describe('eight at once', () => {
  const city = testSubgraph(government, { seed: seedOneEmergency, now: NOW, commits: true });

  it('publish one figure of one year', async () => {
    const { division: divisionCode, ...rest } = given;
    const figure = { ...rest, divisionCode } as Parameters<typeof publishCityIndicator>[2];
    const tries = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
      publishCityIndicator(city.em(), people.statistician, { ...figure, value: n }, `race-${n}`, NOW),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
    expect(await city.em().count(CityIndicator)).toBe(1);
  });
});

describe('what the synthetic city says of itself', () => {
  const seeded = createCity();
  const facts = factsOfDivisions(seeded);
  const figure = (code: string, division: string) => {
    const found = FIGURES.find((known) => known.code === code);
    const of = facts.get(division);
    if (!found || !of) throw new Error(`There is no ${code} of ${division}.`);
    return found.figure(of);
  };

  it('counts everybody once in the city and once in a district', () => {
    const districts = [...facts].filter(([code]) => code !== '220100').map(([, known]) => known);
    expect(districts).toHaveLength(15);
    for (const fact of ['residents', 'beds', 'schools', 'vehicles', 'parcelsM2', 'lowIncome'] as const) {
      const sum = districts.reduce((total, known) => total + known[fact], 0);
      expect(sum).toBe(facts.get('220100')?.[fact]);
    }
    expect(facts.get('220100')).toMatchObject({
      residents: seeded.residents.length,
      households: seeded.households.length,
      vehicles: seeded.vehicles.length,
      schools: seeded.schools.length,
    });
  });

  it('divides all beds by all residents, whom the sample stands for', () => {
    const beds = seeded.hospitals.reduce((sum, hospital) => sum + hospital.beds, 0);
    const residents = seeded.residents.length / seeded.scale;
    expect(figure('HOSPITAL_BEDS', '220100').value).toBeCloseTo((beds / residents) * 100_000);
  });

  it.each([
    [3, 60, 3],
    [57, 60, 3],
    [0, 60, 0],
  ])('counts the smaller side of %s low-income households of %s: %s', (lowIncome, households, counted) => {
    const of = facts.get('220100');
    const share = FIGURES.find(({ code }) => code === 'LOW_INCOME_HOUSEHOLDS');
    expect(of && share?.figure({ ...of, lowIncome, households }).counted).toBe(counted);
  });

  it('takes shares of what they are shares of', () => {
    for (const code of ['RESIDENTS_UNDER_15', 'RESIDENTS_OVER_64', 'LOW_INCOME_HOUSEHOLDS', 'GREEN_AND_FIELD_SHARE']) {
      const { value } = figure(code, '220100');
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(100);
    }
  });
});
