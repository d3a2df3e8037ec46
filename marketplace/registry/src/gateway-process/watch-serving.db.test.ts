import { generateSigningKey, type Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { graphPublisher } from '../graph-set/graph-publisher.ts';
import { GraphSetVersion } from '../graph-set/graph-set.entity.ts';
import { wantGraphs } from '../graph-set/want-graphs.ts';
import { registry } from '../index.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { promoteRollout } from '../rollout/end-rollout.ts';
import { stepRollout } from '../rollout/move-rollout.ts';
import { startRollout } from '../rollout/start-rollout.ts';
import { NOTHING_SERVED } from '../testing/control-story.ts';
import {
  admitting,
  atOnce,
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  vendor,
} from '../testing/release-story.ts';
import { now, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { takeReport } from './take-report.ts';
import { watchServing } from './watch-serving.ts';

const key = await generateSigningKey();
const owner: Viewer = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });
const REASON = 'It cannot plan what is asked for: "{ resident(id: \\"110101\\") { name } }"';

const department = testSubgraph(registry, {
  now,
  async seed(em) {
    await makePublisher(em);
    await makePlugin(em, 'air');
    await importFirstParty(em, departmentsOfStory, now);
  },
});
const em = () => department.em();
const run = async (viewer: Viewer, document: string) => {
  const { data, errors } = await department.as(viewer).run(document);
  if (errors) throw errors[0];
  return data;
};
const settle = () => graphPublisher({ em, keys: () => [key], compose: storyComposer, now: () => now }).settle();
const head = async () => {
  const [last] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
  return JSON.parse(last?.document ?? '').payload;
};
let number = 0;
const reports = (process: string, serving: object) =>
  takeReport(
    em(),
    process,
    {
      process,
      number: ++number,
      at: now.toISOString(),
      serving: { ...NOTHING_SERVED, ...serving },
      plugins: [],
      usage: [],
    },
    department.clock.now(),
  );
/** Says of a gateway that it serves all of the head, or all but what is said. */
const serves = async (process: string, over: object = {}) => {
  const { sequence, stable, sandbox, rollouts } = await head();
  const running = Object.fromEntries(rollouts.map((one: { id: string; artefact: string }) => [one.id, one.artefact]));
  await reports(process, { graphs: sequence, stable, sandbox, rollouts: running, ...over });
};
const wait = (seconds: number) => department.clock.set(new Date(department.clock.now().getTime() + seconds * 1_000));
const watch = () => watchServing(em(), department.clock);
const rolloutOf = async (viewer: Viewer) =>
  (await run(viewer, '{ rollouts(plugin: "air") { nodes { state inForce refusals { check detail } } } }')).rollouts
    .nodes[0];
const incidents = async (viewer: Viewer) =>
  (await run(viewer, '{ incidents(plugin: "air") { nodes { kind subject version detail closedAt } } }')).incidents
    .nodes;
const told = async (viewer: Viewer): Promise<{ topic: string; serving?: string }[]> => {
  await tellOutbox(em(), department.clock);
  const { notifications } = await run(viewer, '{ notifications(first: 100) { nodes { topic data } } }');
  return notifications.nodes.map(({ topic, data }: { topic: string; data: string }) => ({
    topic,
    ...JSON.parse(data),
  }));
};

let id: string;
beforeEach(async () => {
  await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
  id = await startRollout(em(), owner, { plugin: 'air', version: '1.0.0' }, admitting, now);
  await settle();
});

describe('a rollout', () => {
  it('says what was decided about it last, and not what was decided of its plugin meanwhile', async () => {
    const decision = async () =>
      (await run(owner, '{ rollouts(plugin: "air") { nodes { decision } } }')).rollouts.nodes[0].decision;
    const started = await decision();
    expect(started).toEqual(expect.any(Number));
    await makeRelease(em(), { plugin: 'air', version: '1.1.0', state: 'PUBLISHED' });
    await em().transactional((inner) =>
      wantGraphs(inner, owner, { act: 'publishRelease', plugin: 'air', release: 'f'.repeat(64) }, now),
    );
    expect(await decision()).toBe(started);
    expect(
      (await run(owner, `mutation { pauseRollout(id: "${id}", reason: "Readings look high.") { decision } }`))
        .pauseRollout.decision,
    ).toBe(started + 2);
  });
});

describe('a rollout whose graph a gateway refuses', () => {
  it('is refused and not serving, and its publisher reads which check failed, administrators all', async () => {
    await serves('a');
    expect(await rolloutOf(owner)).toEqual({ state: 'RUNNING', inForce: 'SERVING', refusals: [] });
    const [{ artefact }] = (await head()).rollouts;
    await serves('b', { rollouts: {}, refused: { [artefact]: REASON } });
    const check = 'It cannot plan what is asked for';
    expect(await rolloutOf(owner)).toEqual({
      state: 'RUNNING',
      inForce: 'REFUSED',
      refusals: [{ check, detail: null }],
    });
    expect((await rolloutOf(people.admin)).refusals).toEqual([{ check, detail: `b (b): ${REASON}` }]);
  });

  it('is an incident of its publisher’s and of administrators, once, and over when the gateway serves it', async () => {
    const [{ artefact }] = (await head()).rollouts;
    await serves('a');
    await serves('b', { rollouts: {}, refused: { [artefact]: REASON } });
    await watch();
    await watch();
    const detail = 'startRollout is not in force: a gateway refuses its graph. It cannot plan what is asked for';
    const open = [{ kind: 'RELEASE_NOT_SERVED', subject: 'air', version: '1.0.0', detail, closedAt: null }];
    expect(await incidents(owner)).toEqual(open);
    for (const viewer of [owner, people.admin])
      expect((await told(viewer)).filter(({ topic }) => topic === 'incident.opened')).toHaveLength(1);
    await serves('b');
    await watch();
    expect(await incidents(owner)).toEqual([{ ...open[0], closedAt: expect.anything() }]);
  });
});

it('a sandbox that a gateway cannot get for a minute is an incident, and over when it has it', async () => {
  const { sandbox } = await head();
  const missing = () => serves('a', { sandbox: null, missing: { [sandbox]: 'HTTP 503' } });
  const open = async () =>
    (await run(people.admin, '{ incidents { nodes { kind subject detail closedAt } } }')).incidents.nodes;
  await missing();
  await watch();
  expect(await open()).toEqual([]);
  wait(60);
  await missing();
  await watch();
  const detail = `1 of 1 gateways refuse the graph ${sandbox}. a: It cannot get the graph: HTTP 503`;
  expect(await open()).toEqual([{ kind: 'GRAPH_NOT_SERVED', subject: 'sandbox', detail, closedAt: null }]);
  await serves('a');
  await watch();
  expect(await open()).toEqual([{ kind: 'GRAPH_NOT_SERVED', subject: 'sandbox', detail, closedAt: expect.anything() }]);
});

describe('a promotion', () => {
  const promote = async () => {
    for (const percent of [25, 50, 100]) await stepRollout(em(), owner, { id, percent }, atOnce, now);
    await settle();
    await serves('a');
    await serves('b');
    await promoteRollout(em(), owner, { id }, atOnce, now);
    await settle();
  };
  const promotions = async () =>
    (await told(owner)).filter(({ topic }) => topic === 'rollout.promoted').map(({ serving }) => serving);

  it('is told when every living gateway serves it, and not before', async () => {
    await promote();
    expect(await promotions()).toEqual([]);
    await serves('a');
    wait(3);
    expect(await promotions()).toEqual([]);
    await serves('b');
    wait(3);
    expect(await promotions()).toEqual(['SERVING']);
    expect(await rolloutOf(owner)).toMatchObject({ state: 'PROMOTED', inForce: 'SERVING' });
  });

  it('that a gateway refuses is told late, as what it is, and is an incident of the graph for everybody too', async () => {
    const before = await head();
    await promote();
    const { stable } = await head();
    const refusing = async () => {
      await serves('a');
      await serves('b', { graphs: before.sequence, stable: before.stable, refused: { [stable]: REASON } });
    };
    await refusing();
    await watch();
    expect(await rolloutOf(owner)).toMatchObject({ state: 'PROMOTED', inForce: 'REFUSED' });
    const all = (await run(people.admin, '{ incidents { nodes { kind subject detail } } }')).incidents.nodes;
    expect(all).toContainEqual({
      kind: 'GRAPH_NOT_SERVED',
      subject: 'stable',
      detail: `1 of 2 gateways refuse the graph ${stable}. b: ${REASON}`,
    });
    expect((await incidents(owner)).map(({ kind }: { kind: string }) => kind)).toEqual(['RELEASE_NOT_SERVED']);
    expect(await promotions()).toEqual([]);
    wait(601);
    await refusing();
    expect(await promotions()).toEqual(['REFUSED']);
  });

  it('is told at once, as not serving, where no gateway lives', async () => {
    await promote();
    wait(16);
    expect(await promotions()).toEqual(['COMPOSED']);
  });
});
