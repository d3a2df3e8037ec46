import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { readFeeds } from './read-feeds.ts';

const HEAD =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable"])';
const SUBGRAPHS = {
  city: `${HEAD} type Query { resident: Resident }
    type Resident @key(fields: "id") @key(fields: "card { number }") { id: ID! card: Card home: Place }
    type Card { number: String! pin: String }
    type Place @key(fields: "code") { code: ID! street: String owner: Resident }`,
  air: `${HEAD} type Query { air_now: AirNow }
    type AirNow @key(fields: "id") { id: ID! index: Int }
    type Resident @key(fields: "id") { id: ID! home: Place @external air_plain: Int air_home: Int @requires(fields: "home { street owner { id } }") }
    type Place @key(fields: "code") { code: ID! street: String @external owner: Resident @external }`,
  iov: `${HEAD} type Query { iov_x: Int }
    type AirNow @key(fields: "id") { id: ID! iov_cars: Int }
    type Resident @key(fields: "card { number }") { card: Card @external iov_car: String }
    type Card { number: String! @external }`,
};

const { supergraphSdl, errors } = composeInThisThread(
  Object.entries(SUBGRAPHS).map(([name, sdl]) => ({ name, sdl, url: `http://${name}.invalid` })),
);
if (!supergraphSdl) throw new Error(JSON.stringify(errors));
const feeds = readFeeds(parse(supergraphSdl), (name) => name !== 'city');

it.each([
  ['needs nothing for its own root', 'Query.air_now', [{ plugin: 'air', coordinates: [] }]],
  [
    'may be sent its own type’s key where another vendor knows it too',
    'AirNow.index',
    [{ plugin: 'air', coordinates: ['AirNow.id'] }],
  ],
  [
    'is sent the key by which it knows an entity',
    'Resident.air_plain',
    [{ plugin: 'air', coordinates: ['Resident.id'] }],
  ],
  [
    'is sent what it requires, at every depth',
    'Resident.air_home',
    [{ plugin: 'air', coordinates: ['Resident.id', 'Resident.home', 'Place.street', 'Place.owner'] }],
  ],
  ['is sent nested keys', 'Resident.iov_car', [{ plugin: 'iov', coordinates: ['Resident.card', 'Card.number'] }]],
  ['is sent another vendor’s keys', 'AirNow.iov_cars', [{ plugin: 'iov', coordinates: ['AirNow.id'] }]],
])('a vendor %s', (_, coordinate, expected) => {
  expect(feeds.get(coordinate)).toEqual(expected);
});

it.each([['Resident.id'], ['Resident.home'], ['Place.street'], ['Place.code'], ['Query.resident'], ['AirNow.id']])(
  '%s needs no vendor',
  (coordinate) => {
    expect(feeds.get(coordinate)).toBeUndefined();
  },
);
