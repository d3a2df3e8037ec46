import { type GraphSet, generateSigningKey } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { HUB } from '../hub-viewer.ts';
import { Incident } from '../incident/incident.entity.ts';
import { registry } from '../index.ts';
import { promoteRollout, rollBackRollout } from '../rollout/end-rollout.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { startRollout } from '../rollout/start-rollout.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import {
  admitting,
  atOnce,
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
} from '../testing/release-story.ts';
import { now, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { followGraphs } from './follow-graphs.ts';
import { GraphChange } from './graph-change.entity.ts';
import { type GraphPublisherOptions, graphPublisher } from './graph-publisher.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { readSet } from './read-set.ts';
import { wantGraphs } from './want-graphs.ts';

const key = await generateSigningKey();
const MINUTE_MS = 60_000;
const later = (minutes: number) => () => new Date(now.getTime() + minutes * MINUTE_MS);

describe('a plugin that takes for ever to compose', () => {
  const department = testSubgraph(registry, { seed: makePublisher, now });
  const em = () => department.em();
  const head = async (): Promise<GraphSet> => {
    const [last] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    const set = await readSet(em(), last?.sequence ?? 0);
    if (!set) throw new Error('There is no graph set.');
    return set.payload;
  };
  const subgraphsOf = async (digest: string) =>
    Object.keys((await readArtefact(em(), digest))?.payload.subgraphs ?? {}).sort();
  const release = async (plugin: string, state: 'STABLE' | 'APPROVED' = 'APPROVED', after = 0) => {
    await makePlugin(em(), plugin);
    const publishedAt = new Date(now.getTime() + after);
    const { digest } = await makeRelease(em(), { plugin, version: '1.0.0', state, publishedAt });
    await wantGraphs(em(), HUB, { act: 'publishRelease', plugin, release: digest }, now);
  };
  const start = (plugin: string) => startRollout(em(), people.admin, { plugin, version: '1.0.0' }, admitting, now);
  /** Each composition that holds one of them takes two minutes and fails. */
  const slowed = (slow: ReadonlySet<string>) => {
    let elapsedMs = 0;
    const compose: Compose = async (asked) => {
      const isSlow = asked.subgraphs.some(({ name }) => slow.has(name));
      if (!isSlow) return storyComposer(asked);
      elapsedMs += 2 * MINUTE_MS;
      const late = {
        code: 'DEADLINE_EXCEEDED',
        message: 'It took too long.',
        coordinate: null,
        composer: 'hub' as const,
      };
      return { supergraphSdl: null, hints: [], errors: [late] };
    };
    return { compose, elapsed: () => elapsedMs };
  };
  const publisherOf = (options: Partial<GraphPublisherOptions>) =>
    graphPublisher({ em, keys: () => [key], compose: storyComposer, now: () => now, ...options });
  const GROWING = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox'];

  it('leaves the head as it was when the search for it takes too long, opens an incident, and is found with the next try', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    for (const [index, plugin] of GROWING.entries()) await release(plugin, 'STABLE', index);
    await publisherOf({}).settle();
    const { stable } = await head();
    // What two of them have to do with each other has grown.
    const slow = slowed(new Set(['bee', 'elk']));
    await release('gnu', 'STABLE', 10);
    await publisherOf({ ...slow, composeSandbox: storyComposer }).settle();
    expect(await head()).toMatchObject({ stable });
    expect(await em().find(Incident, {})).toMatchObject([
      {
        kind: 'GRAPH_REFUSED',
        subject: 'stable',
        detail: expect.stringMatching(/^Who does not go with the others was not found out within 300 s: it is among /),
      },
    ]);
    // Not in force, and it says so.
    expect(await em().count(GraphChange, { sequence: null })).toBe(1);
    for (const minutes of [10, 20])
      await publisherOf({ ...slow, composeSandbox: storyComposer, now: later(minutes) }).settle();
    const served = await subgraphsOf((await head()).stable);
    expect(served).toEqual(['ant', 'cat', 'dog', 'energy', 'finance', 'fox', 'gnu']);
    expect(await em().count(GraphChange, { sequence: null })).toBe(0);
  });

  it('costs no other rollout: it stays what it was, and nobody takes it back', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    for (const [index, plugin] of GROWING.entries()) await release(plugin, 'STABLE', index);
    await release('gnu');
    const id = await start('gnu');
    await publisherOf({}).settle('served');
    const before = await head();
    await release('hen', 'STABLE', 10);
    await publisherOf(slowed(new Set(['bee', 'elk', 'fox']))).settle('served');
    expect(await head()).toMatchObject({ stable: before.stable, rollouts: before.rollouts });
    expect(await em().findOneOrFail(Rollout, { id })).toMatchObject({ state: 'RUNNING' });
    expect(await em().find(Incident, { kind: 'ROLLOUT_REFUSED' })).toMatchObject([
      { subject: 'gnu', action: 'Its clients keep the graph that they have.' },
    ]);
  });

  it('that was left out is tried again while what was decided is in force', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await release('ant', 'STABLE');
    await release('bee', 'STABLE', 1);
    await release('cat', 'APPROVED', 2);
    const slow = slowed(new Set(['bee']));
    const id = await start('cat');
    await publisherOf(slow).settle('served');
    const [tried] = (await head()).rollouts;
    // Ten minutes later it is looked for again, and somebody promotes meanwhile.
    const looked = Promise.withResolvers<void>();
    const going = Promise.withResolvers<void>();
    const blocked: Compose = async (asked) => {
      looked.resolve();
      await going.promise;
      return slow.compose(asked);
    };
    const looking = publisherOf({ compose: blocked, now: later(10) }).settle('served');
    await looked.promise;
    await promoteRollout(em(), people.admin, { id }, atOnce, now);
    await publisherOf({ now: later(10) }).settle('head');
    expect(await head()).toMatchObject({ stable: tried?.artefact, rollouts: [] });
    going.resolve();
    await looking;
    expect(await subgraphsOf((await head()).stable)).toEqual(['ant', 'cat', 'energy', 'finance']);
  });

  it('keeps nobody waiting who takes back, whatever is being composed', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await release('ant');
    const ant = await start('ant');
    const going = Promise.withResolvers<void>();
    let isBusy = false;
    const compose: Compose = async (asked) => {
      if (isBusy) await going.promise;
      return storyComposer(asked);
    };
    const taken: GraphSet[] = [];
    const isTaken = async (holds: (set: GraphSet) => boolean) => {
      while (!taken.some(holds)) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const unfollow = await followGraphs({
      em,
      keys: () => [key],
      compose,
      composeSandbox: compose,
      now: () => now,
      take: ({ payload }) => void taken.push(payload),
    });
    try {
      await isTaken(({ rollouts, sandbox }) => rollouts.length === 1 && sandbox !== null);
      isBusy = true;
      await release('bee');
      await start('bee');
      // Both lanes compose; what is taken back is known.
      await rollBackRollout(em(), people.admin, { id: ant, reason: 'It is wrong.' }, now);
      await isTaken(({ rollouts, sequence }) => rollouts.length === 0 && sequence > 1);
    } finally {
      going.resolve();
      await unfollow();
    }
  });
});
