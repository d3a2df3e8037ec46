import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print } from 'graphql';
import { guardedPlaces } from './guarded-places.ts';
import { type Given, type Need, NO_DEMANDS } from './need.ts';
import type { Ways } from './personal-edges.ts';
import { refusedFields, refusing } from './refused-fields.ts';
import { refusedPositions } from './refused-positions.ts';

const schema = buildSchema(`
  type Query { place: Place parties: [Party] me: Person }
  union Party = Person | Firm
  interface Spot { air: Int }
  type Person { id: ID name: Int home: Place farm: Place }
  type Firm { seat: Place }
  type Place implements Spot { air: Int next: Place spot: Spot led: Place }
`);
const PLUGIN = 'air';
const ways: Ways = {
  isPairwise: (type) => type === 'Person',
  objectsOf: (type) => (type === 'Party' ? ['Person', 'Firm'] : type === 'Spot' ? ['Place'] : [type]),
  leaderOf: (coordinate) => (coordinate === 'Place.led' ? PLUGIN : null),
  given: (coordinate) => given(coordinate, false),
};
const given = (coordinate: string, isOfNamed: boolean): Given => ({
  coordinate,
  demands: NO_DEMANDS,
  needsGrant: true,
  isOfNamed,
});
const need = (coordinate: string, key: Given): Need => ({
  ...NO_DEMANDS,
  coordinate,
  feeds: [{ plugin: PLUGIN, given: [key], claims: [], namesPeople: false, leadsToPeople: false }],
});
const NEEDS = [
  need('Place.air', given('Place.id', false)),
  need('Spot.air', given('Place.id', false)),
  need('Person.name', given('Person.id', true)),
];
const placesOf = (text: string) => {
  const asked = guardedPlaces(NEEDS, parse(text), schema, ways);
  return {
    ...asked,
    at: asked.guarded.flatMap(({ id, feeds }) => {
      const edges = feeds.flatMap((feed) => feed.given.map(({ coordinate }) => coordinate)).slice(1);
      const places = refusedPositions(asked.document, schema, refusing(asked, [id]));
      return places.map(({ path }) => `${path.join('.')}: ${edges.join(' ')}`.trim());
    }),
  };
};

describe('guardedPlaces', () => {
  it('tells a root from what is behind an edge, and one edge from another', () => {
    expect(placesOf('{ place { air } me { home { air next { air } } farm { air } } }').at).toEqual([
      'place.air:',
      'me.home.air: Person.home',
      'me.home.next.air: Person.home',
      'me.farm.air: Person.farm',
    ]);
  });

  it('leaves an operation as it is whose places all demand the same', () => {
    const text = '{ me { home { ...A } again: home { ...A } } } fragment A on Place { air }';
    const { document, guarded } = placesOf(text);
    expect(print(document)).toBe(print(parse(text)));
    expect(guarded.find(({ coordinate }) => coordinate === 'Place.air')).toMatchObject({
      id: 'Place.air',
      fields: null,
    });
  });

  it('tells the places of one fragment apart, conditions and all', () => {
    const { document, at } = placesOf(
      'query($x: Boolean!) { place { ...A } me { home { ...A @skip(if: $x) } } } fragment A on Place { ...B } fragment B on Spot { air }',
    );
    expect(at).toEqual(['place.air:', 'me.home.air: Person.home']);
    expect(print(document)).toContain('... on Place @skip(if: $x)');
    expect(print(document)).not.toContain('fragment');
  });

  it('counts the edges of all types that have something at one place: a plan would ask about them together', () => {
    const { at } = placesOf(
      '{ place { air } parties { ... on Person { p: home { air } } ... on Firm { p: seat { air } } } }',
    );
    expect(at).toEqual(['place.air:', 'parties.p.air: Person.home']);
  });

  it('knows a plugin’s own leading on from others’', () => {
    expect(placesOf('{ me { home { air led { air } } } place { led { air } } }').at).toEqual([
      'me.home.air: Person.home',
      'me.home.led.air:',
      'place.led.air:',
    ]);
  });

  it('refuses the fields of one kind of place alone', () => {
    const asked = placesOf('{ place { air } me { home { air } name } }');
    const [, behind] = asked.guarded;
    expect(behind?.id).toBe('Place.air<Person.home');
    const refused = refusedFields(asked.document, schema, refusing(asked, ['Place.air<Person.home', 'Place.unknown']));
    expect([...refused].map(({ name, loc }) => [name.value, loc?.start])).toEqual([['air', 28]]);
  });
});
