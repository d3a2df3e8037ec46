import { describe, expect, it } from '@jest/globals';
import {
  GraphQLError,
  GraphQLObjectType,
  type GraphQLScalarType,
  GraphQLSchema,
  graphqlSync,
  printType,
} from 'graphql';
import { CGCS2000 } from '../identifiers/geojson.ts';
import * as scalars from './scalars.ts';

const POINT = { type: 'Point', coordinates: [125.32, 43.9], crs: { type: 'name', properties: { name: CGCS2000 } } };

/** What arrives in a resolver, and what leaves it again, for a value given as a variable and as a literal. */
function ask(type: GraphQLScalarType, value: unknown, literal = JSON.stringify(value).replaceAll(/"(\w+)":/g, '$1:')) {
  const seen: unknown[] = [];
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        echo: {
          type,
          args: { it: { type } },
          resolve: (_source, { it }) => {
            seen.push(it);
            return it;
          },
        },
      },
    }),
  });
  const byVariable = graphqlSync({
    schema,
    source: `query ($it: ${type.name}) { echo(it: $it) }`,
    variableValues: { it: value },
  });
  const byLiteral = graphqlSync({ schema, source: `{ echo(it: ${literal}) }` });
  return { seen, answers: [byVariable, byLiteral] };
}

describe('a right value passes, as variable and as literal', () => {
  it.each<[GraphQLScalarType, unknown, unknown, unknown]>([
    [scalars.ResidentIdNumberScalar, '11010519491231002X', '11010519491231002X', '11010519491231002X'],
    [scalars.USCCScalar, '91350100M000100Y43', '91350100M000100Y43', '91350100M000100Y43'],
    [scalars.DivisionCodeScalar, '2201', '220100', '220100'],
    [scalars.InvestmentProjectCodeScalar, ...Array.from({ length: 3 }, () => '2609-220102-04-01-123456')] as never,
    [scalars.RealEstateUnitCodeScalar, ...Array.from({ length: 3 }, () => '220102001001GB00001F00010001')] as never,
    [scalars.GTINScalar, '6912345678902', '06912345678902', '06912345678902'],
    [scalars.DateScalar, '2026-09-01', '2026-09-01', '2026-09-01'],
    [scalars.DateTimeScalar, '2026-09-01T00:30:00Z', new Date('2026-09-01T00:30:00Z'), '2026-09-01T08:30:00+08:00'],
    [scalars.GeoJSONScalar, POINT, POINT, POINT],
    [scalars.CentsScalar, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])('%s', (type, given, inside, answered) => {
    const { seen, answers } = ask(type, given);
    expect(seen).toEqual([inside, inside]);
    expect(answers).toEqual([{ data: { echo: answered } }, { data: { echo: answered } }]);
  });
});

describe('a wrong value is the client’s error, typed and with advice', () => {
  it.each<[GraphQLScalarType, unknown]>([
    [scalars.ResidentIdNumberScalar, '110105194912310021'],
    [scalars.USCCScalar, '91350100M000100Y44'],
    [scalars.DivisionCodeScalar, 220102],
    [scalars.InvestmentProjectCodeScalar, '2613-220102-04-01-123456'],
    [scalars.RealEstateUnitCodeScalar, '220102'],
    [scalars.GTINScalar, '6912345678901'],
    [scalars.DateScalar, '2026-02-30'],
    [scalars.DateTimeScalar, '2026-09-01T08:30:00'],
    [scalars.GeoJSONScalar, { ...POINT, crs: {} }],
    [scalars.GeoJSONScalar, 'POINT (125.32 43.9)'],
    [scalars.CentsScalar, 1.5],
    [scalars.CentsScalar, '100'],
    [scalars.CentsScalar, 9_007_199_254_740_992],
    [scalars.CentsScalar, true],
  ])('%s: %j', (type, value) => {
    const { seen, answers } = ask(type, value);
    expect(seen).toEqual([]);
    for (const { errors } of answers) {
      expect(errors).toHaveLength(1);
      expect(errors?.[0]).toBeInstanceOf(GraphQLError);
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

it('answers amounts that a database driver hands out as text or bigint', () => {
  expect(scalars.CentsScalar.serialize('123')).toBe(123);
  expect(scalars.CentsScalar.serialize(123n)).toBe(123);
  expect(() => scalars.CentsScalar.serialize('12.5')).toThrow(/whole number/);
});

it('says of every scalar what it is and who specifies it', () => {
  for (const scalar of Object.values(scalars)) {
    expect(scalar.description).toMatch(/\.$/);
    expect(printType(scalar)).toContain('@specifiedBy(url: "https://');
  }
});
