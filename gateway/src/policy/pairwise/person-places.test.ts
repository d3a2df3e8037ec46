import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { personPlaces } from './person-places.ts';

const schema = buildSchema(`
  type Query {
    resident(id: ID!): Resident
    order(id: ID!): Order
    card(cardId: ID!): CitizenCard
    bookings(residentIds: [ID!]!, applicantResidentId: ID, residentId: String): Order
    consent(subject: ID): Order
    vehicles(holder: String, ids: [ID!]): [Order!]
  }
  type Mutation { tag(earTag: ID!, presidentId: ID): Order }
  type Resident { id: ID! }
  type CitizenCard { id: ID! }
  type Order { id: ID! }
`);
const pairwise = new Map([
  ['Resident', new Set(['id'])],
  ['CitizenCard', new Set(['id'])],
]);
const contracted = new Map([['Query.vehicles(holder:)', 'Resident']]);

const at = (query: string) =>
  personPlaces(parse(`query Q($x: ID) { ${query} { id } }`), { schema, pairwise, contracted }).ofVariable('x').types;

describe('an id of a person is expected', () => {
  it.each([
    ['as the key by which a field finds one', 'resident(id: $x)', ['Resident']],
    ['in an ID that is named for the type', 'bookings(applicantResidentId: $x)', ['Resident']],
    ['in a list that is', 'bookings(residentIds: [$x])', ['Resident']],
    ['in an ID that is named for the type’s last word', 'card(cardId: $x)', ['CitizenCard']],
    ['of anybody as a subject', 'consent(subject: $x)', ['Resident', 'CitizenCard']],
    ['where a plugin’s contract says so', 'vehicles(holder: $x)', ['Resident']],
  ])('%s', (_, query, types) => {
    expect(at(query)).toEqual(types);
  });

  it.each([
    ['as another thing’s key', 'order(id: $x)'],
    ['in an ID of another name', 'tag: vehicles(ids: [$x])'],
    ['in a text, whatever it is called', 'bookings(residentId: $x)'],
    ['in two places of which one is none', 'resident(id: $x) { id } order(id: $x)'],
  ])('and not %s', (_, query) => {
    expect(at(query)).toEqual([]);
  });
});
