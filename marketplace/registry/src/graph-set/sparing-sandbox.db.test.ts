import { compose, createComposerThread } from '@citygraph/composition';
import { generateSigningKey } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { HUB } from '../hub-viewer.ts';
import { registry } from '../index.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Head } from '../policy/head.entity.ts';
import { type Compose, mostCompositions } from '../supergraph-version/compose-graph.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import {
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makePublisherOf,
  makeRelease,
  pluginSdl,
  type ReleaseOfStory,
  vendorNamed,
} from '../testing/release-story.ts';
import { now } from '../testing/story.ts';
import { graphPublisher } from './graph-publisher.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { readSet } from './read-set.ts';
import { wantGraphs } from './want-graphs.ts';

const key = await generateSigningKey();

/** Twelve publishers of one plugin each, and one whose eight plugins all have one field. */
describe('a sandbox that somebody fills with plugins that do not go with each other', () => {
  const department = testSubgraph(registry, { seed: makePublisher, now });
  const em = () => department.em();
  const thread = createComposerThread();
  afterAll(() => thread.close());
  let composed = 0;
  let onCompose = async () => {};
  const counted: Compose = async ({ subgraphs, deadlineMs }) => {
    composed += 1;
    const answer = await thread.compose(subgraphs, deadlineMs);
    await onCompose();
    return answer;
  };
  const publish = async (handle: string, of: ReleaseOfStory) => {
    const publisher = vendorNamed(handle);
    await makePublisherOf(em(), publisher).catch(() => {});
    await makePlugin(em(), of.plugin, of.plugin, publisher);
    const made = await makeRelease(em(), { state: 'PUBLISHED', ...of });
    await wantGraphs(em(), HUB, { act: 'publishRelease', plugin: of.plugin, release: made.digest }, now);
  };
  const publisher = () => graphPublisher({ em, keys: () => [key], compose, composeSandbox: counted, now: () => now });
  const set = async () => {
    const [last] = await em().find(
      GraphSetVersion,
      {},
      { orderBy: { sequence: 'desc' }, limit: 1, disableIdentityMap: true },
    );
    return last;
  };
  const wantedNow = async () =>
    (await em().findOneOrFail(Head, { name: 'wanted' }, { disableIdentityMap: true })).version;
  const inSandbox = async (): Promise<string[]> => {
    const payload = (await readSet(em(), (await set())?.sequence ?? 0))?.payload;
    return Object.keys((await readArtefact(em(), payload?.sandbox ?? ''))?.payload.subgraphs ?? {});
  };

  it('has everybody else after a few compositions, and whoever is new after one more, also from a registry that was started anew', async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await publisher().settle();
    for (let n = 0; n < 12; n += 1) await publish(`honest${n}`, { plugin: `honest${n}`, version: '1.0.0' });
    for (let n = 0; n < 8; n += 1)
      await publish('rival', { plugin: `rival${n}`, version: '1.0.0', sdl: pluginSdl('rival') });

    // The first that is new comes while those that do not go are still looked at.
    let last = 0;
    let newcomerAfter = 0;
    onCompose = async () => {
      const there = await inSandbox();
      if (there.length === 2 + 12 + 1 && newcomerAfter === 0) {
        newcomerAfter = -1;
        last = composed;
        await publish('newcomer', { plugin: 'newcomer', version: '1.0.0' });
      }
      if (newcomerAfter === -1 && there.includes('newcomer')) newcomerAfter = composed - 1 - last;
    };
    // As its lane does: what comes meanwhile is the next turn's.
    const service = publisher();
    for (let settled = 0; settled < (await wantedNow()); ) settled = await service.settle();
    onCompose = async () => {};
    expect(newcomerAfter).toBeGreaterThan(0);
    expect(newcomerAfter).toBeLessThanOrEqual(3);
    // The rivals, two for each of them, and those that were there first.
    expect(composed).toBeLessThanOrEqual(mostCompositions(20) + 2 * 7 + 1);
    expect(await inSandbox()).toHaveLength(2 + 12 + 1 + 1);
    const leftOut = (await set())?.leftOut.sandbox ?? [];
    expect(leftOut).toHaveLength(7);
    for (const one of leftOut) {
      expect(one).toMatchObject({ findings: [{ code: 'INVALID_FIELD_SHARING' }, expect.anything()] });
      expect(one).not.toHaveProperty('waits');
    }

    const before = composed;
    await publish('another', { plugin: 'another', version: '1.0.0' });
    await publisher().settle();
    expect(composed - before).toBe(1);
    await publish('rival', { plugin: 'rival8', version: '1.0.0', sdl: pluginSdl('rival') });
    await publisher().settle();
    expect(composed - before).toBe(2);
    expect((await set())?.leftOut.sandbox).toHaveLength(8);
    const state = (plugin: string) => em().findOne(PluginRelease, { plugin }, { disableIdentityMap: true });
    expect([(await state('another'))?.state, (await state('rival8'))?.state]).toEqual(['SANDBOX', 'PUBLISHED']);
  });
});
