import type { SupergraphArtefact } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bucketOf } from './supergraph/choose-graph.ts';
import { type DeliveredHub, eventually, openDeliveredHub, type RunningGateway } from './testing/delivered-hub.ts';
import { artefact, buckets, rollout, signedGraphSet, strangersKey } from './testing/test-delivery.ts';

let hub: DeliveredHub;
let running: RunningGateway;
let one: string;
let two: string;
let three: string;

beforeAll(async () => {
  hub = await openDeliveredHub();
  [one = '', two = '', three = ''] = hub.graphs.map(({ digest }) => digest);
  running = await hub.start();
}, 120_000);
afterAll(() => hub.close());

const told = async (headers?: Record<string, string>) => (await running.ask('{ air_told }', headers)).data?.air_told;
const as = (subject: string, app = 'explorer', role = 'resident') => ({
  authorization: `Bearer ${subject}:${app}:${role}`,
});
const serves = (digest: string) => eventually(() => running.delivery.serving().stable === digest);
let sequence = 1;
const publish = (parts: Parameters<DeliveredHub['publishGraphs']>[0]) => {
  sequence += 1;
  hub.publishGraphs({ sequence, ...parts });
};
const tookHold = () => eventually(() => running.delivery.serving().graphs === sequence);

/** A line of a description, as anybody may write it. */
const LIKE_ITS_OWN = 'enum join__Graph { IOV }';
const contentOf = (index: number): SupergraphArtefact => {
  const payload = hub.graphs[index]?.document.payload;
  if (!payload) throw new Error(`There is no graph ${index}.`);
  return payload;
};

describe('a gateway that follows a registry', () => {
  it('serves its stable graph: departments by the routes, plugins where the artefact says, signed with the key that it names', async () => {
    expect(await running.ask('{ name air_told }')).toEqual({
      status: 200,
      data: { name: 'Changchun', air_told: 'one' },
    });
    expect(running.delivery.serving()).toMatchObject({
      keyset: 1,
      graphs: 1,
      stable: one,
      sandbox: null,
      rollouts: {},
      refused: {},
    });
  });

  it('serves a newer set within seconds, and goes back to an older graph by a higher number', async () => {
    publish({ stable: two });
    expect(await serves(two)).toBeLessThan(5_000);
    expect(await told()).toBe('two');
    publish({ stable: one });
    await serves(one);
    expect(await told()).toBe('one');
  });

  it('gives a rollout exactly the clients whose bucket it owns, every time', async () => {
    publish({ stable: one, rollouts: [rollout({ artefact: two, buckets: buckets(0, 30) })] });
    await tookHold();
    const people = Array.from({ length: 60 }, (_, index) => `person-${index}`);
    let tried = 0;
    for (const subject of people) {
      const expected = bucketOf('rollout-1', { app: 'explorer', subject }) < 30 ? 'two' : 'one';
      if (expected === 'two') tried += 1;
      expect([await told(as(subject)), await told(as(subject))]).toEqual([expected, expected]);
    }
    expect(tried).toBeGreaterThan(8);
    expect(tried).toBeLessThan(30);
    // Who is nobody is in no rollout.
    expect(await told()).toBe('one');
  });

  it('serves each rollout its own graph, and none of the fields of another', async () => {
    publish({
      stable: one,
      rollouts: [
        rollout({ id: 'a', artefact: two, buckets: buckets(0, 50) }),
        rollout({ id: 'b', artefact: three, buckets: buckets(50, 100) }),
      ],
    });
    await tookHold();
    for (const subject of ['ada', 'bo', 'cem', 'dora', 'eva', 'finn']) {
      const mine = await told(as(subject));
      const { data, errors } = await running.ask(`{ air_${mine} }`, as(subject));
      expect([data, errors]).toEqual([{ [`air_${mine}`]: mine }, undefined]);
      const others = ['one', 'two', 'three'].filter((name) => name !== mine);
      for (const other of others) expect((await running.ask(`{ air_${other} }`, as(subject))).status).toBe(200);
      for (const other of others) {
        expect((await running.ask(`{ air_${other} }`, as(subject))).errors?.[0]?.message).toMatch(/Cannot query field/);
      }
    }
  });

  it('goes back to the graph before without loading it, and drops older ones', async () => {
    const misses = async () =>
      (await running.gateway.metrics()).match(/citygraph_operation_cache_total\{outcome="miss"\} (\d+)/)?.[1];
    publish({ stable: two });
    await serves(two);
    await running.ask('{ back: air_told }');
    publish({ stable: three });
    await serves(three);
    const before = await misses();
    publish({ stable: two });
    await serves(two);
    // What it knew of operations it still knows.
    expect((await running.ask('{ back: air_told }')).data).toEqual({ back: 'two' });
    expect(await misses()).toBe(before);
  });

  it('takes a set whose ranges alone have changed without loading anything', async () => {
    const loaded = hub.registry.asked.filter((path) => path.startsWith('artefacts/')).length;
    publish({ stable: one, rollouts: [rollout({ id: 'a', artefact: two, buckets: buckets(0, 100) })] });
    await tookHold();
    expect(await told(as('ada'))).toBe('two');
    expect(hub.registry.asked.filter((path) => path.startsWith('artefacts/'))).toHaveLength(loaded);
  });
});

it('serves a graph whose descriptions look like the supergraph’s own lines', async () => {
  const { supergraphSdl, subgraphs } = contentOf(1);
  const described = `"""\n${LIKE_ITS_OWN}\n"""\n${supergraphSdl}`;
  const told = artefact({ supergraphSdl: described, subgraphs });
  hub.registry.add(told);
  publish({ stable: one, sandbox: told.digest });
  await tookHold();
  expect(running.delivery.serving()).toMatchObject({ sandbox: told.digest, refused: {}, missing: {} });
});

describe('a decision about a plugin', () => {
  it('takes effect at once, in every graph', async () => {
    publish({ stable: one, sandbox: three });
    await tookHold();
    const switched = (disabled: string | null) =>
      hub.publishPolicy({ plugins: { air: { disabled, release: '1.0.0' } } });
    const developer = { ...as('ada', 'explorer', 'developer'), 'citygraph-channel': 'sandbox' };
    const codes = async () =>
      Promise.all(
        [{}, developer].map(async (who) => (await running.ask('{ air_told }', who)).errors?.[0]?.extensions.code),
      );
    switched('It invents its figures.');
    expect(await eventually(async () => (await codes()).every((code) => code === 'PLUGIN_DISABLED'))).toBeLessThan(
      5_000,
    );
    switched(null);
    expect(await eventually(async () => (await codes()).every((code) => code === undefined))).toBeLessThan(5_000);
  });
});

describe('the sandbox', () => {
  const sandbox = { 'citygraph-channel': 'sandbox' };

  it.each(['developer', 'vendor', 'administrator'])('is served to a %s who asks for it', async (role) => {
    publish({ stable: one, sandbox: three });
    await tookHold();
    expect(await told({ ...as('ada', 'explorer', role), ...sandbox })).toBe('three');
    expect(await told(as('ada', 'explorer', role))).toBe('one');
  });

  it.each([
    ['a resident', as('ada'), 403, /The sandbox is for developers, vendors and administrators/],
    ['nobody', {}, 401, /Sign in to use the sandbox/],
  ])('is not served to %s, who is told why', async (_, who, status, message) => {
    const answer = await running.ask('{ air_told }', { ...who, ...sandbox });
    expect([answer.status, answer.errors?.[0]?.message]).toEqual([status, expect.stringMatching(message)]);
  });

  it('is the only graph that a header chooses', async () => {
    const answer = await running.ask('{ air_told }', { ...as('ada', 'x', 'vendor'), 'citygraph-channel': 'rollout-1' });
    expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('that is not there is said not to be', async () => {
    publish({ stable: one });
    await tookHold();
    const answer = await running.ask('{ air_told }', { ...as('ada', 'x', 'vendor'), ...sandbox });
    expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('what is wrong with a set', () => {
  const refusals = () => hub.logged.filter((line) => JSON.stringify(line).includes('graph-set-refused')).length;
  const refused = async (document: object) => {
    const before = refusals();
    const { refused: _, missing: __, ...serving } = running.delivery.serving();
    hub.registry.publish('graphs', document);
    await eventually(() => refusals() > before);
    expect(running.delivery.serving()).toMatchObject(serving);
    return JSON.stringify(hub.logged.findLast((line) => JSON.stringify(line).includes('graph-set-refused')));
  };

  it.each<[string, () => object, RegExp]>([
    ['an older one', () => signedGraphSet({ sequence: 1, stable: one }), /it is number 1, and number \d+ is known/],
    ['another one of the same number', () => signedGraphSet({ sequence, stable: two }), /under which something else/],
    ['a stranger’s', () => signedGraphSet({ sequence: 99, stable: two }, strangersKey), /whose key is not known/],
    [
      'one of what nobody has',
      () => signedGraphSet({ sequence: 99, stable: 'f'.repeat(64) }),
      /cannot be had: .*HTTP 404/,
    ],
    ['no JSON document', () => [], /no signed document/],
  ])('%s is refused and said, and what is served goes on', async (_, make, reason) => {
    expect(await refused(make())).toMatch(reason);
    expect(await told()).toBe('one');
  });

  it('whose stable graph cannot be loaded leaves the old one, and is reported', async () => {
    const { supergraphSdl, subgraphs } = contentOf(0);
    const broken = artefact({ supergraphSdl: supergraphSdl.replace('type Query', 'type Query @nowhere'), subgraphs });
    hub.registry.add(broken);
    const before = refusals();
    hub.registry.publish('graphs', signedGraphSet({ sequence: 100, stable: broken.digest }));
    await eventually(() => refusals() > before);
    expect(await told()).toBe('one');
    expect(running.delivery.serving()).toMatchObject({
      graphs: sequence,
      stable: one,
      refused: { [broken.digest]: expect.stringMatching(/@nowhere/) },
    });
    sequence = 100;
    publish({ stable: one, sandbox: broken.digest });
    await tookHold();
    expect(running.delivery.serving()).toMatchObject({
      sandbox: null,
      refused: { [broken.digest]: expect.stringMatching(/@nowhere/) },
    });
  });

  it('names a graph that was had and that no gateway takes as refused, not as missing', async () => {
    const { supergraphSdl, subgraphs } = contentOf(1);
    const unfit = artefact({ supergraphSdl, subgraphs: { ...subgraphs, spy: { tier: 'department', release: 'x' } } });
    hub.registry.add(unfit);
    publish({ stable: one, sandbox: unfit.digest });
    await tookHold();
    const noAddress = expect.stringMatching(/it has the department spy, and no address is given for it/);
    expect(running.delivery.serving()).toMatchObject({
      stable: one,
      refused: { [unfit.digest]: noAddress },
      missing: {},
    });
    hub.registry.publish('graphs', signedGraphSet({ sequence: sequence + 1, stable: unfit.digest }));
    await eventually(() => JSON.stringify(hub.logged.at(-1)).includes('graph-set-refused'));
    expect(running.delivery.serving()).toMatchObject({
      stable: one,
      refused: { [unfit.digest]: noAddress },
      missing: {},
    });
    sequence += 1;
  });

  it('leaves the old sandbox where the new one cannot be had', async () => {
    publish({ stable: one, sandbox: three });
    await tookHold();
    publish({ stable: one, sandbox: 'e'.repeat(64) });
    await tookHold();
    expect(running.delivery.serving()).toMatchObject({
      sandbox: three,
      refused: {},
      missing: { ['e'.repeat(64)]: expect.any(String) },
    });
    expect(await told({ ...as('ada', 'x', 'vendor'), 'citygraph-channel': 'sandbox' })).toBe('three');
  });

  it('costs a rollout whose artefact is not there, until it comes', async () => {
    hub.registry.remove(three);
    const { supergraphSdl, subgraphs } = contentOf(1);
    const late = artefact({ supergraphSdl: supergraphSdl.replace('air_two', 'air_late'), subgraphs });
    sequence = 200;
    publish({ stable: two, rollouts: [rollout({ artefact: late.digest, buckets: buckets(0, 100) })] });
    await tookHold();
    expect(await told(as('ada'))).toBe('two');
    const missing = { [late.digest]: expect.stringMatching(/HTTP 404/) };
    expect(running.delivery.serving()).toMatchObject({ refused: {}, missing });
    hub.registry.add(late);
    await eventually(() => running.delivery.serving().rollouts['rollout-1'] === late.digest);
    expect(running.delivery.serving().missing).toEqual({});
  });
});
