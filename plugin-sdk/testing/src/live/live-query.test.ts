import { describe, expect, it } from '@jest/globals';
import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { bundledCitySchema } from '../city/read-city-schema.ts';
import { livePlan } from './live-query.ts';
import { lookUps } from './look-ups.ts';

const { subgraphs } = bundledCitySchema();
const known = lookUps(subgraphs);

const plan = (text: string, variables: Record<string, unknown> = {}) => {
  const document = parse(text);
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  const fragments = document.definitions.filter(
    (one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION,
  );
  if (!operation) throw new Error('There is no operation.');
  return livePlan(operation, Object.fromEntries(fragments.map((one) => [one.name.value, one])), variables, known);
};
const flat = (text: string | undefined) => text?.replace(/\s+/g, ' ').trim();

describe('how a client looks entities up', () => {
  it('is by the public query that takes their key and needs nothing else', () => {
    expect(known.get('AdminDivision')).toEqual({
      field: 'adminDivision',
      args: [{ name: 'code', type: 'DivisionCode!' }],
    });
    expect(
      known
        .get('TraceBatch')
        ?.args.map(({ name }) => name)
        .sort(),
    ).toEqual(['gtin', 'lot']);
    expect(known.get('School')?.field).toBe('school');
  });

  it('is not by a query that takes something else, or that answers with a list', () => {
    expect(known.has('Parcel')).toBe(false);
    expect(known.has('ChargingStation')).toBe(false);
  });
});

describe('what a client asks instead of the hub', () => {
  it('is root fields as they are, with the variables that they use and no others', () => {
    const { queries } = plan(
      'query Q($c: DivisionCode!, $unused: Int) { adminDivision(code: $c) { name ...F } } fragment F on AdminDivision { level }',
      { c: '220104', unused: 1 },
    );
    expect(queries).toHaveLength(1);
    expect(queries[0]?.variables).toEqual({ c: '220104' });
    expect(flat(queries[0]?.query)).toBe(
      'query ($c: DivisionCode!) { adminDivision(code: $c) { name ...F } } fragment F on AdminDivision { level }',
    );
  });

  it('is a look-up for each reference, of its own type alone', () => {
    const representations = [
      { __typename: 'AdminDivision', code: '220104' },
      { __typename: 'Place', id: 'plc_1' },
      { __typename: 'Parcel', id: 'par_1' },
    ];
    const { queries, entities } = plan(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on AdminDivision { name } ... on Place { id } ... on Parcel { id } } }',
      { representations },
    );
    expect(entities.get('_entities')).toEqual([{ alias: 'entities_0' }, { alias: 'entities_1' }, { type: 'Parcel' }]);
    expect(queries).toHaveLength(1);
    expect(queries[0]?.variables).toEqual({ entities_0_code: '220104', entities_1_id: 'plc_1' });
    expect(flat(queries[0]?.query)).toBe(
      'query ($entities_0_code: DivisionCode!, $entities_1_id: ID!) { entities_0: adminDivision(code: $entities_0_code) { __typename ... on AdminDivision { name } } entities_1: place(id: $entities_1_id) { __typename ... on Place { id } } }',
    );
  });

  it('is never so much at once that the public endpoint would refuse it', () => {
    const representations = Array.from({ length: 25 }, (_, at) => ({ __typename: 'Place', id: `plc_${at}` }));
    const { queries } = plan('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Place { id } } }', {
      r: representations,
    });
    expect(queries.map(({ variables }) => Object.keys(variables).length)).toEqual([10, 10, 5]);
  });

  it('holds nothing that is the hub’s alone', () => {
    const { queries } = plan(
      'query ($r: [_Any!]!) { __typename _entities(representations: $r) { ... on Place { id } } }',
      { r: [{ __typename: 'Place', id: 'a' }] },
    );
    expect(JSON.stringify(queries)).not.toMatch(/_Any|_entities|_service/);
  });
});
