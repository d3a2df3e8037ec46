import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { planHere } from '../../testing/plan-here.ts';
import type { EngineOperation } from '../engine.ts';
import { boundariesOf } from './boundary/boundaries-of.ts';
import { createCompiledEngine } from './compiled-engine.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external"])';
const SUBGRAPHS = [
  {
    name: 'government',
    sdl: `${LINK} type Query { me: Resident } type Resident @key(fields: "id") { id: ID! name: String home: Place } type Place @key(fields: "unit") { unit: ID! area: Int }`,
  },
  {
    name: 'energy',
    sdl: `${LINK} type Resident @key(fields: "id") { id: ID! home: Place @external advice: String @requires(fields: "home { area }") meter: String } type Place @key(fields: "unit") { unit: ID! area: Int @external }`,
  },
  { name: 'health', sdl: `${LINK} type Resident @key(fields: "id") { id: ID! record: String }` },
];

async function receivers(text: string) {
  const { supergraphSdl } = composeInThisThread(SUBGRAPHS.map((s) => ({ ...s, url: `http://${s.name}.invalid` })));
  const { engine } = await createCompiledEngine(parse(supergraphSdl ?? ''), undefined, {
    startPlanner: planHere,
    boundaries: boundariesOf(parse(supergraphSdl ?? ''), ['energy', 'health'], null),
    needsGrant: (coordinate) => coordinate !== 'Place.unit',
  });
  const document = parse(text);
  const operation: EngineOperation = {
    document,
    whole: document,
    refused: new Set(),
    isEmpty: false,
    digest: text,
    operationName: null,
  };
  const known = (await engine.prepare(operation)).receivers ?? new Map<string, ReadonlySet<string>>();
  return Object.fromEntries([...known].map(([subgraph, coordinates]) => [subgraph, [...coordinates].sort()]));
}

it.each([
  ['{ me { name } }', {}],
  ['{ me { record } }', { health: ['Resident.id'] }],
  ['{ me { meter record } }', { energy: ['Resident.id'], health: ['Resident.id'] }],
  ['{ me { advice } }', { energy: ['Place.area', 'Resident.home', 'Resident.id'] }],
])('says what of others each vendor is sent that needs a decision, for %s', async (text, expected) => {
  expect(await receivers(text)).toEqual(expected);
});
