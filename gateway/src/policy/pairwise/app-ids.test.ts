import { expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { appIds } from './app-ids.ts';
import { personPlaces } from './person-places.ts';
import { createSealer } from './sealer.ts';

const sealer = createSealer([{ id: 'a', secret: new Uint8Array(32).fill(1) }]);
const TYPES = new Map([
  ['Resident', new Set(['id'])],
  ['CitizenCard', new Set(['id'])],
]);
const ids = appIds('lender', TYPES, sealer);

it.each([
  ['There is no resident res_bo.', 'There is no resident somebody.'],
  // What a plugin says of keys that it guesses tells the app that it works with nothing of its ids.
  ['res_1 res_2, "hh_3" (res_4)', 'somebody somebody, "somebody" (somebody)'],
  ['There is no card card_01HZX8.', 'There is no card somebody.'],
  ['Nobody is named here: address_1, pres_2.', 'Nobody is named here: address_1, pres_2.'],
])('a message for an app names nobody: %s', (said, told) => {
  expect(ids.tell(said)).toBe(told);
});

it('a key that was opened for an app is not repeated to it, whatever it looks like', () => {
  const own = appIds('lender', TYPES, sealer);
  const schema = buildSchema('type Query { card(cardId: ID!): CitizenCard } type CitizenCard { id: ID! }');
  const document = parse('query($card: ID!) { card(cardId: $card) { id } }');
  const definition = getOperationAST(document);
  const asked = {
    schema,
    definitions: definition?.variableDefinitions ?? [],
    places: personPlaces(document, { schema, pairwise: TYPES, contracted: new Map() }),
  };
  expect(own.open({ card: own.seal('CitizenCard', 'card_01HZX8') }, asked)).toEqual({ card: 'card_01HZX8' });
  expect(own.tell('cardId: there is no card card_01HZX8.')).toBe('cardId: there is no card somebody.');
});
