import { generateSigningKey, type Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { openIncident } from '../incident/open-incident.ts';
import { registry } from '../index.ts';
import { startRollout } from '../rollout/start-rollout.ts';
import type { Canary } from '../supergraph-version/canary.ts';
import { healthOf, NOTHING_SERVED } from '../testing/control-story.ts';
import {
  admitting,
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  pluginSdl,
  vendor,
} from '../testing/release-story.ts';
import { now, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { graphPublisher } from './graph-publisher.ts';
import { GraphSetVersion } from './graph-set.entity.ts';

const key = await generateSigningKey();
const owner: Viewer = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });

describe('what runs where', () => {
  const department = testSubgraph(registry, {
    now,
    async seed(em) {
      await makePublisher(em);
      await makePlugin(em, 'air');
      await importFirstParty(em, departmentsOfStory, now);
    },
  });
  const em = () => department.em();
  const run = async (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await department.as(viewer).run(document, variables);
    return errors ? { code: errors[0]?.extensions.code, data } : data;
  };
  const settle = (canary: Canary | null = null) =>
    graphPublisher({ em, keys: () => [key], compose: storyComposer, canary, now: () => now }).settle();
  const head = async () => {
    const [last] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    return JSON.parse(last?.document ?? '').payload;
  };
  let number = 0;
  const report = (process: string, over: object, plugins: object[] = []) =>
    takeReport(
      em(),
      'one',
      { process, number: ++number, at: now.toISOString(), serving: { ...NOTHING_SERVED, ...over }, plugins, usage: [] },
      department.clock.now(),
    );

  it('is told of each decision to who made it: accepted, composed, serving at every living gateway', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    await startRollout(em(), owner, { plugin: 'air', version: '1.0.0' }, admitting, now);
    const asked = '{ graphDecisions(plugin: "air") { nodes { number act state } } }';
    const state = async (viewer = owner) => (await run(viewer, asked)).graphDecisions.nodes[0].state;
    expect(await state()).toBe('ACCEPTED');
    await settle();
    expect(await state()).toBe('COMPOSED');
    const { sequence, rollouts } = await head();
    const served = { graphs: sequence, rollouts: { [rollouts[0].id]: rollouts[0].artefact } };
    await report('a', served);
    await report('b', { graphs: sequence - 1 });
    expect(await state()).toBe('COMPOSED');
    expect((await run(people.admin, '{ graphSets(first: 1) { nodes { lacking rollouts } } }')).graphSets.nodes).toEqual(
      [{ lacking: ['b'], rollouts: [expect.stringMatching(/^rol_/)] }],
    );
    department.clock.set(new Date(now.getTime() + 16_000));
    await report('a', { graphs: sequence });
    expect(await state()).toBe('COMPOSED');
    await report('a', served);
    expect(await state(people.admin)).toBe('SERVING');
    expect(await run(people.neighbour, asked)).toMatchObject({
      code: 'FORBIDDEN',
      data: { graphDecisions: { nodes: [{ state: null }] } },
    });
  });

  it('shows administrators each graph, what it is made of, and who serves it', async () => {
    await settle(async () => []);
    const { stable, sequence } = await head();
    const query =
      'query V($d: ID!) { supergraphVersion(digest: $d) { state servedBy releases { subgraph } supergraphSdl } }';
    const seen = async () => (await run(people.admin, query, { d: stable })).supergraphVersion;
    expect(await seen()).toMatchObject({
      state: 'OFFERED',
      servedBy: [],
      releases: [{ subgraph: 'energy' }, { subgraph: 'finance' }],
    });
    await report('a', { graphs: sequence, stable });
    expect(await seen()).toMatchObject({
      state: 'SERVING',
      servedBy: ['a'],
      supergraphSdl: expect.stringContaining('meters'),
    });
    await report('a', { graphs: sequence, stable, refused: { [stable]: 'It does not load.' } });
    expect(await seen()).toMatchObject({ state: 'REFUSED', servedBy: [] });
    expect(
      (await run(people.admin, '{ gatewayProcesses { process living graphs refused { reason } } }')).gatewayProcesses,
    ).toEqual([{ process: 'a', living: true, graphs: sequence, refused: [{ reason: 'It does not load.' }] }]);
    expect(
      (await run(people.admin, '{ supergraphVersions { nodes { digest } } }')).supergraphVersions.nodes,
    ).toHaveLength(1);
  });

  it.each([
    '{ supergraphVersions { nodes { digest } } }',
    '{ supergraphVersion(digest: "x") { digest } }',
    '{ graphSets { nodes { sequence } } }',
    '{ gatewayProcesses { process } }',
    'mutation { recomposeGraphs(reason: "Try again.") }',
    'mutation { unpinGraphs(reason: "Try again.") }',
    'mutation { closeIncident(id: "inc_1", reason: "Done with.") { id } }',
  ])('%s is for administrators', async (document) => {
    expect(await run(owner, document)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await run(people.nobody, document)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('says which releases a graph goes without, and tries them again when it is told to', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'PUBLISHED', sdl: pluginSdl('air', 'Nothing') });
    await settle();
    const without = async () =>
      (await run(people.admin, '{ graphSets(first: 1) { nodes { sequence leftOut { channel plugin findings } } } }'))
        .graphSets.nodes[0];
    expect(await without()).toMatchObject({
      leftOut: [{ channel: 'sandbox', plugin: 'air', findings: [expect.stringContaining('Unknown type Nothing')] }],
    });
    let composed = 0;
    const publisher = graphPublisher({
      em,
      keys: () => [key],
      now: () => now,
      compose: (work) => {
        composed += 1;
        return storyComposer(work);
      },
    });
    await publisher.settle();
    expect(composed).toBe(0);
    expect(await run(people.admin, 'mutation { recomposeGraphs(reason: "The composer was mended.") }')).toEqual({
      recomposeGraphs: expect.any(Number),
    });
    await publisher.settle();
    expect(composed).toBeGreaterThan(0);
  });

  it('keeps one open incident of one trouble until a person closes it', async () => {
    const trouble = { kind: 'RELEASE_BURNED' as const, subject: 'air', version: '1.0.0', detail: 'It burns.' };
    const id = await openIncident(em(), trouble, now);
    expect(await openIncident(em(), { ...trouble, detail: 'It burns more.' }, now)).toBe(id);
    const open = async () =>
      (await run(people.admin, '{ incidents(open: true) { nodes { id detail } } }')).incidents.nodes;
    expect(await open()).toEqual([{ id, detail: 'It burns more.' }]);
    const close = `mutation { closeIncident(id: "${id}", reason: "The vendor mended it.") { closedAt } }`;
    expect(await run(people.admin, close)).toEqual({ closeIncident: { closedAt: expect.anything() } });
    expect(await open()).toEqual([]);
    expect(await openIncident(em(), trouble, now)).not.toBe(id);
  });

  it('shows how a plugin’s releases answer, with figures for its publisher alone', async () => {
    const { digest } = await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    await report('a', {}, [healthOf('air', digest, 200, 3)]);
    for (const hours of [0, 1]) {
      const query = `{ serviceLevels(plugin: "air", hours: ${hours}) { release calls availabilityPercent errorPercent p95Ms } }`;
      expect(await run(owner, query)).toEqual({
        serviceLevels: [{ release: digest, calls: 200, availabilityPercent: 98.5, errorPercent: 1.5, p95Ms: 10 }],
      });
      expect(await run(people.neighbour, query)).toMatchObject({
        code: 'FORBIDDEN',
        data: { serviceLevels: [{ calls: null }] },
      });
    }
  });
});
