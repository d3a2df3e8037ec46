import { type Composition, compose } from '@citygraph/composition';
import { type GraphSet, generateSigningKey } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { GatewayProcess } from '../gateway-process/gateway-process.entity.ts';
import { HUB } from '../hub-viewer.ts';
import { Incident } from '../incident/incident.entity.ts';
import { registry } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { promoteRollout } from '../rollout/end-rollout.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { startRollout } from '../rollout/start-rollout.ts';
import type { Canary } from '../supergraph-version/canary.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import {
  admitting,
  atOnce,
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  pluginSdl,
  type ReleaseOfStory,
} from '../testing/release-story.ts';
import { now, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { GraphChange } from './graph-change.entity.ts';
import { GraphPin } from './graph-pin.entity.ts';
import { type GraphPublisherOptions, graphPublisher } from './graph-publisher.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { readSet } from './read-set.ts';
import { verifyHead } from './verify-head.ts';
import { wantGraphs } from './want-graphs.ts';

const key = await generateSigningKey();

describe('the composition service', () => {
  const department = testSubgraph(registry, { seed: makePublisher, now });
  const em = () => department.em();
  const publisherOf = (options: Partial<GraphPublisherOptions> = {}) =>
    graphPublisher({ em, keys: () => [key], compose: storyComposer, now: () => now, ...options });
  const head = async (): Promise<GraphSet> => {
    const [last] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    const set = await readSet(em(), last?.sequence ?? 0);
    if (!set) throw new Error('There is no graph set.');
    return set.payload;
  };
  const graph = async (digest: string | null) => (await readArtefact(em(), digest ?? ''))?.payload;
  const release = async (of: ReleaseOfStory) => {
    const known = await em().count(PluginRelease, { plugin: of.plugin });
    if (known === 0) await makePlugin(em(), of.plugin);
    const made = await makeRelease(em(), of);
    await wantGraphs(em(), HUB, { act: 'publishRelease', plugin: of.plugin, release: made.digest }, now);
    return made;
  };
  const verdict = async () => {
    expect(await verifyHead(em(), [key.publicJwk])).toMatchObject({ faults: [] });
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  };

  it('makes the first graph of what the deployment brings, and the same of the same', async () => {
    expect(await importFirstParty(em(), departmentsOfStory, now)).toBe(true);
    expect(await importFirstParty(em(), departmentsOfStory.toReversed(), now)).toBe(false);
    await publisherOf().settle();
    await publisherOf().settle();
    const { sequence, stable, sandbox, rollouts } = await head();
    expect({ sequence, sandbox, rollouts }).toEqual({ sequence: 1, sandbox: null, rollouts: [] });
    expect((await graph(stable))?.subgraphs).toEqual({
      energy: { tier: 'department', release: expect.stringMatching(/^[0-9a-f]{64}$/) },
      finance: { tier: 'department', release: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    await verdict();
  });

  it('takes a department’s new schema into the graph, and goes back to the very graph it had', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await publisherOf().settle();
    const first = (await head()).stable;
    const more = departmentsOfStory.map(({ name, sdl }) => ({
      name,
      sdl: sdl.replace('meters: Int', 'meters: Int  poles: Int'),
    }));
    await importFirstParty(em(), more, now);
    await publisherOf({ compose }).settle();
    expect((await graph((await head()).stable))?.supergraphSdl).toContain('poles');
    await importFirstParty(em(), departmentsOfStory, now);
    await publisherOf().settle();
    expect(await head()).toMatchObject({ sequence: 3, stable: first });
    await verdict();
  });

  it('keeps what serves when the departments themselves do not compose, and says so', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await publisherOf().settle();
    const { stable } = await head();
    await importFirstParty(
      em(),
      [...departmentsOfStory, { name: 'health', sdl: 'type Query { broken: Nothing }' }],
      now,
    );
    await publisherOf().settle();
    expect(await head()).toMatchObject({ sequence: 1, stable });
    expect(await em().find(Incident, {})).toMatchObject([{ kind: 'GRAPH_REFUSED', subject: 'stable', closedAt: null }]);
    await verdict();
  });

  it('puts the newest release of each plugin into the sandbox alone, under the sandbox’s address and key', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await release({ plugin: 'air', version: '1.0.0', state: 'PUBLISHED', publishedAt: new Date(now.getTime() - 1000) });
    await release({ plugin: 'air', version: '1.1.0', state: 'PUBLISHED', sdl: pluginSdl('air_new') });
    await publisherOf().settle();
    const { stable, sandbox } = await head();
    expect((await graph(stable))?.subgraphs).not.toHaveProperty('air');
    expect(await graph(sandbox)).toMatchObject({
      supergraphSdl: expect.stringContaining('air_new'),
      subgraphs: {
        air: { tier: 'vendor', version: '1.1.0', url: 'https://air.airlab.example/sandbox', hopKeyId: 'air.sandbox.1' },
      },
    });
    expect(await em().count(GraphChange, { sequence: null })).toBe(0);
    const states = await em().find(PluginRelease, {}, { orderBy: { version: 'asc' }, disableIdentityMap: true });
    expect(states.map(({ state }) => state)).toEqual(['PUBLISHED', 'SANDBOX']);
    await verdict();
  });

  it('leaves out plugins that do not compose, each with what was found, and serves the others', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    for (const [index, plugin] of ['air', 'cat', 'eel'].entries()) {
      const sdl =
        plugin === 'cat' ? pluginSdl('cat', 'Nothing') : plugin === 'eel' ? pluginSdl('air') : pluginSdl(plugin);
      await release({
        plugin,
        version: '1.0.0',
        state: 'PUBLISHED',
        sdl,
        publishedAt: new Date(now.getTime() + index),
      });
    }
    await publisherOf({ compose }).settle();
    const artefact = await graph((await head()).sandbox);
    expect(Object.keys(artefact?.subgraphs ?? {}).sort()).toEqual(['air', 'energy', 'finance']);
    const [set] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    expect(set?.leftOut.sandbox).toMatchObject([
      { plugin: 'cat', findings: [{ message: expect.stringContaining('Nothing') }, { composer: 'guild' }] },
      { plugin: 'eel', findings: [{ code: 'INVALID_FIELD_SHARING' }, expect.anything()] },
    ]);
    await verdict();
  });

  it('serves a rollout its own graph, and everybody the very same once it is promoted', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    const { digest } = await release({ plugin: 'air', version: '1.0.0' });
    await startRollout(em(), people.admin, { plugin: 'air', version: '1.0.0' }, admitting, now);
    await publisherOf().settle();
    const { sequence, stable, rollouts } = await head();
    expect(rollouts).toMatchObject([{ plugin: 'air', release: digest }]);
    expect(new Set(rollouts[0]?.buckets).size).toBe(5);
    expect((await graph(stable))?.subgraphs).not.toHaveProperty('air');
    await promoteRollout(em(), people.admin, { id: rollouts[0]?.id ?? '' }, atOnce, now);
    const composing: Compose = () => Promise.reject(new Error('Nothing was to be composed.'));
    await publisherOf({ compose: composing }).settle();
    expect(await head()).toMatchObject({ sequence: sequence + 1, stable: rollouts[0]?.artefact, rollouts: [] });
    const versions = await em().find(SupergraphVersion, { retiredAt: { $ne: null } });
    expect(versions.map((version) => version.digest)).toEqual([stable]);
    await verdict();
  });

  it('takes a release back that does not compose before anybody gets it', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await release({ plugin: 'air', version: '1.0.0', sdl: pluginSdl('meters', 'String') });
    const id = await startRollout(em(), people.admin, { plugin: 'air', version: '1.0.0' }, admitting, now);
    await publisherOf().settle();
    expect((await head()).rollouts).toEqual([]);
    expect(await em().findOneOrFail(Rollout, { id })).toMatchObject({
      state: 'ROLLED_BACK',
      reason: expect.stringContaining('compose'),
    });
    expect(await em().findOneOrFail(PluginRelease, { plugin: 'air' })).toMatchObject({ state: 'ROLLED_BACK' });
    await verdict();
  });

  it('pauses a rollout whose graph a promotion made impossible, and leaves its release to people', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await release({ plugin: 'air', version: '1.0.0', sdl: pluginSdl('wind') });
    await release({ plugin: 'bus', version: '1.0.0', sdl: pluginSdl('wind') });
    const air = await startRollout(em(), people.admin, { plugin: 'air', version: '1.0.0' }, admitting, now);
    const bus = await startRollout(em(), people.admin, { plugin: 'bus', version: '1.0.0' }, admitting, now);
    await publisherOf().settle();
    expect((await head()).rollouts).toHaveLength(2);
    await promoteRollout(em(), people.admin, { id: air }, atOnce, now);
    await publisherOf().settle();
    expect((await head()).rollouts).toEqual([]);
    expect(await em().findOneOrFail(Rollout, { id: bus })).toMatchObject({ state: 'PAUSED' });
    expect(await em().findOneOrFail(PluginRelease, { plugin: 'bus' })).toMatchObject({ state: 'CANARY' });
    await verdict();
  });

  it('serves no rollout and no new stable graph that the canary refuses; the sandbox needs none', async () => {
    const canary: Canary = async ({ supergraphSdl }, golden) =>
      supergraphSdl.includes('air') ? [{ query: golden[0]?.name ?? null, message: 'It answered an error.' }] : [];
    const publisher = publisherOf({ canary, goldenQueries: [{ name: 'me', document: '{ me { name } }' }] });
    await importFirstParty(em(), departmentsOfStory, now);
    await release({ plugin: 'air', version: '1.0.0' });
    const id = await startRollout(em(), people.admin, { plugin: 'air', version: '1.0.0' }, admitting, now);
    await publisher.settle();
    const { rollouts, stable } = await head();
    expect(rollouts).toEqual([]);
    expect((await em().findOneOrFail(Rollout, { id })).reason).toBe('The canary failed at me: It answered an error.');
    expect(await em().findOneOrFail(SupergraphVersion, { digest: stable })).toMatchObject({ canariedAt: now });
    await verdict();
  });

  it('gives everybody only what some have: nothing that was not composed, canaried and served', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await release({ plugin: 'air', version: '1.0.0' });
    await release({ plugin: 'bus', version: '1.0.0' });
    const canary: Canary = async () => [];
    const air = await startRollout(em(), people.admin, { plugin: 'air', version: '1.0.0' }, admitting, now);
    const promote = (id: string) => promoteRollout(em(), people.admin, { id }, atOnce, now);
    await expect(promote(air)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('no client has it. Wait until graphDecision says SERVING'),
    });
    const bus = await startRollout(em(), people.admin, { plugin: 'bus', version: '1.0.0' }, admitting, now);
    await publisherOf({ canary }).settle();
    await promote(air);
    // The graph of the other was made of a stable one that is no more.
    await expect(promote(bus)).rejects.toMatchObject({ message: expect.stringContaining('changed under it') });
    await publisherOf({ canary }).settle();
    expect(await promote(bus)).toBe(bus);
    await verdict();
  });

  it('goes without the release that a canary fails for, tells of it, and tries it again after a while', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    for (const [index, plugin] of ['air', 'bus', 'cat'].entries())
      await release({ plugin, version: '1.0.0', state: 'STABLE', publishedAt: new Date(now.getTime() + index) });
    let hurts = 'bus';
    const canary: Canary = async ({ supergraphSdl }) =>
      supergraphSdl.includes(hurts) ? [{ query: null, message: 'It does not boot.' }] : [];
    const served = async () => Object.keys((await graph((await head()).stable))?.subgraphs ?? {}).sort();
    await publisherOf({ canary }).settle();
    expect(await served()).toEqual(['air', 'cat', 'energy', 'finance']);
    expect(await em().find(Incident, {})).toMatchObject([
      { kind: 'RELEASE_LEFT_OUT', subject: 'bus', detail: 'The canary failed: It does not boot.', closedAt: null },
    ]);
    expect(await em().find(OutboxEvent, { topic: 'plugin.left-out' })).toHaveLength(1);
    hurts = 'nothing';
    await publisherOf({ canary }).settle();
    expect(await served()).not.toContain('bus');
    await publisherOf({ canary, now: () => new Date(now.getTime() + 600_000) }).settle();
    expect(await served()).toContain('bus');
    await verdict();
  });

  it.each([
    ['no gateway boots with', { refused: 'no' }, 0],
    ['no gateway could get the graph of for a minute', { missing: 'HTTP 503' }, 60],
  ])('keeps the sandbox going for all others when a release comes that %s', async (_, says, seconds) => {
    await importFirstParty(em(), departmentsOfStory, now);
    const asked: number[] = [];
    const canary: Canary = async ({ supergraphSdl }, questions) => {
      if (supergraphSdl.includes('eel')) asked.push(questions.length);
      return supergraphSdl.includes('eel') ? [{ query: null, message: 'It does not boot.' }] : [];
    };
    const publisher = publisherOf({ canary, goldenQueries: [{ name: 'me', document: '{ me { name } }' }] });
    await release({ plugin: 'eel', version: '1.0.0', state: 'PUBLISHED' });
    await release({ plugin: 'fox', version: '1.0.0', state: 'PUBLISHED', publishedAt: new Date(now.getTime() + 1) });
    await publisher.settle();
    // Nobody waits for a canary there, until a gateway says that it cannot serve what came of it.
    expect(asked).toEqual([]);
    const { sandbox } = await head();
    const serving = {
      graphs: 1,
      policy: 1,
      keyset: 1,
      stable: 'a'.repeat(64),
      sandbox: null,
      rollouts: {},
      refused: {},
      ...Object.fromEntries(Object.entries(says).map(([what, why]) => [what, { [sandbox ?? '']: why }])),
    };
    await em().insert(GatewayProcess, {
      process: 'p',
      gateway: 'one',
      number: 1,
      reportedAt: now,
      seenAt: now,
      missingSince: { [sandbox ?? '']: new Date(now.getTime() - seconds * 1_000).toISOString() },
      serving,
    });
    await publisher.settle();
    await publisher.settle();
    const subgraphs = (await graph((await head()).sandbox))?.subgraphs;
    expect(Object.keys(subgraphs ?? {})).toEqual(['energy', 'finance', 'fox']);
    // Golden queries are for what clients have.
    expect(new Set(asked)).toEqual(new Set([0]));
    expect(await em().find(Incident, {})).toMatchObject([
      { kind: 'SANDBOX_LEFT_OUT', subject: 'eel', version: '1.0.0' },
    ]);
    await verdict();
  });

  it('does not let one composition wait for another: a decision is served while the sandbox is composed', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await release({ plugin: 'air', version: '1.0.0' });
    await publisherOf().settle();
    const before = await head();
    await release({ plugin: 'bus', version: '1.0.0', state: 'PUBLISHED' });
    await startRollout(em(), people.admin, { plugin: 'air', version: '1.0.0' }, admitting, now);
    await publisherOf().settle('served');
    const between = await head();
    expect(between).toMatchObject({ sandbox: before.sandbox, rollouts: [{ plugin: 'air' }] });
    await publisherOf().settle('sandbox');
    expect((await graph((await head()).sandbox))?.subgraphs).toHaveProperty('bus');
  });

  it('leaves the stable graph alone while an operator has pinned one', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await publisherOf().settle();
    const { stable } = await head();
    await em().insert(GraphPin, { channel: 'stable', digest: stable, reason: 'test', pinnedBy: 'x', pinnedAt: now });
    await release({ plugin: 'air', version: '1.0.0', state: 'STABLE' });
    await publisherOf().settle();
    expect(await head()).toMatchObject({ stable });
    await em().nativeDelete(GraphPin, {});
    await publisherOf().settle();
    expect((await graph((await head()).stable))?.subgraphs).toHaveProperty('air');
  });

  it('ends a plugin that takes for ever to compose, and serves the others', async () => {
    const slow: Compose = ({ subgraphs, deadlineMs }) =>
      Promise.resolve<Composition>(
        subgraphs.some(({ name }) => name === 'slow') && deadlineMs < 60_000
          ? {
              supergraphSdl: null,
              hints: [],
              errors: [{ code: 'DEADLINE_EXCEEDED', message: 'late', coordinate: null, composer: 'hub' }],
            }
          : { supergraphSdl: subgraphs.map(({ name }) => `type ${name} { a: Int }`).join('\n'), hints: [], errors: [] },
      );
    await importFirstParty(em(), departmentsOfStory, now);
    await release({ plugin: 'slow', version: '1.0.0', state: 'STABLE' });
    await release({ plugin: 'fast', version: '1.0.0', state: 'STABLE' });
    await publisherOf({ compose: slow }).settle();
    const served = async () => Object.keys((await graph((await head()).stable))?.subgraphs ?? {}).sort();
    expect(await served()).toEqual(['energy', 'fast', 'finance']);
    // It may have been the machine: after a while it gets another chance, and not before.
    await publisherOf().settle();
    expect(await served()).not.toContain('slow');
    await publisherOf({ now: () => new Date(now.getTime() + 600_000) }).settle();
    expect(await served()).toContain('slow');
    await verdict();
  });
});
