import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bucketOf } from './supergraph/choose-graph.ts';
import {
  type DeliveredHub,
  eventually,
  openDeliveredHub,
  RELEASES,
  type RunningGateway,
} from './testing/delivered-hub.ts';
import { buckets, rollout } from './testing/test-delivery.ts';

const SWAPS = 30;
const HALF = 50;

let hub: DeliveredHub;
let running: RunningGateway;
beforeAll(async () => {
  hub = await openDeliveredHub();
  running = await hub.start();
}, 120_000);
afterAll(() => hub.close());

const digest = (index: number) => hub.graphs[index % 3]?.digest ?? '';
const release = (index: number) => RELEASES[index % 3] ?? '';
const isTried = (subject: string) => bucketOf('rollout-1', { app: 'explorer', subject }) < HALF;

/** One of each side, and people enough to plan anew now and then. */
const PEOPLE = Array.from({ length: 40 }, (_, index) => `person-${index}`);

it(`fails no request, mixes no answer and keeps each client on its side, over ${SWAPS} swaps of two graphs at once`, async () => {
  let isOver = false;
  let asked = 0;
  let taken = 0;
  const seen = { stable: new Set<string>(), rollout: new Set<string>() };
  /** The set that is served, and the one that is about to be: a request falls into either. */
  let sets: readonly number[] = [0];

  const caller = async (subject: string) => {
    const side = isTried(subject) ? 'rollout' : 'stable';
    while (!isOver) {
      const before = sets;
      const query = `{ name air_told again: air_told q${asked % 5}: air_told }`;
      const { status, data, errors } = await running.ask(query, { authorization: `Bearer ${subject}:explorer` });
      asked += 1;
      expect([status, errors]).toEqual([200, undefined]);
      const { name, ...told } = data ?? {};
      const [answer, ...others] = [...new Set(Object.values(told))].map(String);
      // One graph from start to end.
      expect([name, others]).toEqual(['Changchun', []]);
      // The graph that this client's side has, in a set that was served meanwhile: never the other side's.
      const possible = [...new Set([...before, ...sets])].map((set) => release(side === 'stable' ? set : set + 1));
      expect(possible).toContain(answer);
      seen[side].add(answer ?? '');
    }
  };
  hub.publishGraphs({
    sequence: 2,
    stable: digest(0),
    rollouts: [rollout({ artefact: digest(1), buckets: buckets(0, HALF) })],
  });
  await eventually(() => running.delivery.serving().graphs === 2);
  const sides = [PEOPLE.filter(isTried).slice(0, 2), PEOPLE.filter((one) => !isTried(one)).slice(0, 2)].flat();
  const calling = sides.map(caller);
  for (let swap = 1; swap <= SWAPS; swap += 1) {
    sets = [swap - 1, swap];
    hub.publishGraphs({
      sequence: swap + 2,
      stable: digest(swap),
      rollouts: [rollout({ artefact: digest(swap + 1), buckets: buckets(0, HALF) })],
    });
    await eventually(() => running.delivery.serving().graphs === swap + 2);
    taken += 1;
  }
  isOver = true;
  await Promise.all(calling);
  expect(taken).toBe(SWAPS);
  expect(asked).toBeGreaterThan(SWAPS * 2);
  expect([...seen.stable].sort()).toEqual([...RELEASES].sort());
  expect([...seen.rollout].sort()).toEqual([...RELEASES].sort());
}, 120_000);
