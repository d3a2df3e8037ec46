import { ANONYMOUS } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { prepareOperation } from '../operation/prepare-operation.ts';
import { type Feeding, type Need, NO_DEMANDS, type StandIn } from '../policy/need.ts';
import type { Decisions } from './decisions.ts';
import { type Asked, evidenceOf, NOBODY_ASKED } from './evidence-of.ts';
import type { ExecutionRequest } from './execute-operation.ts';

const schema = buildSchema(
  'type Query { all: [Named] } interface Named { name: String } type A implements Named { name: String }',
);
const OF_AIR: Feeding = { plugin: 'air', given: [], claims: [], namesPeople: false, leadsToPeople: false };
const OF_CITY: StandIn = { coordinate: 'Resident.name', level: 'S3', isPlugins: false };
const OF_PLUGIN: StandIn = { coordinate: 'AirOwner.name', level: 'S3', isPlugins: true };

const DECIDED: Decisions = {
  refusals: new Map(),
  grants: [],
  claims: new Map(),
  plugins: new Map([['air', new Set<string>()]]),
  policy: null,
  mayReceive: null,
};

/** What is recorded of names of whoever stands there. */
function evidence(standIns: readonly StandIn[], asked: Asked = NOBODY_ASKED) {
  const need: Need = { coordinate: 'Named.name', ...NO_DEMANDS, level: 'S3', feeds: [OF_AIR], standIns };
  const graph = {
    apiSchema: schema,
    weights: { cost: new Map<string, number>(), listSize: new Map(), requires: new Map() },
    needs: {
      isLabelled: true,
      byCoordinate: new Map([[need.coordinate, need]]),
      unlabelled: [],
      needsGrant: () => false,
      ways: {
        isPairwise: () => false,
        objectsOf: (type: string) => [type],
        leaderOf: () => null,
        given: (coordinate: string) => ({ coordinate, demands: NO_DEMANDS, needsGrant: true, isOfNamed: false }),
      },
    },
  };
  const request: ExecutionRequest = {
    operation: prepareOperation(parse('{ all { name } }'), null, 'digest', graph, () => false),
    variables: {},
    coercedVariables: {},
    principal: ANONYMOUS,
    purpose: null,
    mayTouchSensitive: true,
    versionOf: () => null,
    releaseOf: () => null,
    isSandbox: false,
    subscribeAt: null,
    policy: null,
    policyNow: () => null,
    now: 0,
    canRecord: true,
    announce: () => Promise.reject(new Error('Nothing is announced.')),
    ids: null,
    standing: async () => null,
    engine: { sealsIds: true, prepare: () => Promise.reject(new Error('Nothing is planned.')), close: async () => {} },
    dispatchAs: () => () => Promise.reject(new Error('Nobody is asked.')),
  };
  const disclosed = { subjects: ['Resident:res_1'], rows: 1 };
  return evidenceOf(request, null, DECIDED, asked, { data: { all: [{ name: '李静' }] }, disclosed });
}

const ASKED: Asked = { ...NOBODY_ASKED, under: new Map([[DECIDED, new Set(['air'])]]) };

describe('an interface’s field that a plugin’s type has as well', () => {
  it('is recorded when departments’ objects came and no plugin was asked', () => {
    const disclosed = { subjects: ['Resident:res_1'], rows: 1 };
    expect(evidence([OF_PLUGIN, OF_CITY])).toMatchObject({ coordinates: ['Named.name'], receivers: [], disclosed });
  });

  it('is not when it is plugins’ alone, or what is the city’s is not sensitive, and no plugin was asked', () => {
    expect(evidence([OF_PLUGIN])).toBeNull();
    expect(evidence([OF_PLUGIN, { ...OF_CITY, level: 'S1' }])).toBeNull();
    expect(evidence([OF_PLUGIN], ASKED)).toMatchObject({ coordinates: ['Named.name'] });
  });
});
