import type { AdmissionRequest as Asked } from '@citygraph/admission';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { registry } from '../index.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import {
  makePlugin,
  makePublisher,
  makePublisherOf,
  makeRelease,
  pluginSdl,
  vendor,
  vendorNamed,
} from '../testing/release-story.ts';
import { now } from '../testing/story.ts';
import { judgeAgainstGraph } from './judge-against-graph.ts';
import { siblingsOf } from './siblings-of.ts';

const verdict = {
  admitted: true,
  findings: [],
  supergraphSdl: null,
  composedSdl: null,
  egress: { items: [], undeclared: [], unused: [] },
};

describe('a document of a publisher with other plugins', () => {
  const department = testSubgraph(registry, { seed: makePublisher, now });
  const em = () => department.em();

  it('is judged beside what the sandbox tries of them, the newest of each, and nothing else', async () => {
    const other = vendorNamed('other');
    await makePublisherOf(em(), other);
    for (const name of ['air', 'bus', 'cat', 'dam', 'off']) await makePlugin(em(), name);
    await makePlugin(em(), 'eel', 'eel', other);
    await em().nativeUpdate(Plugin, { name: 'off' }, { disabled: 'It is switched off.' });
    const later = new Date(now.getTime() + 1_000);
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'SANDBOX' });
    await makeRelease(em(), { plugin: 'bus', version: '1.0.0', state: 'SANDBOX' });
    const bus = await makeRelease(em(), {
      plugin: 'bus',
      version: '2.0.0',
      state: 'PUBLISHED',
      publishedAt: later,
      sdl: pluginSdl('bus2'),
    });
    await makeRelease(em(), { plugin: 'cat', version: '1.0.0', state: 'STABLE' });
    await makeRelease(em(), { plugin: 'dam', version: '1.0.0', state: 'WITHDRAWN' });
    await makeRelease(em(), { plugin: 'off', version: '1.0.0', state: 'SANDBOX' });
    await makeRelease(em(), { plugin: 'eel', version: '1.0.0', state: 'SANDBOX' });
    const siblings = await siblingsOf(em(), vendor, 'air');
    expect(siblings).toEqual([bus.digest]);

    const asked: Asked[] = [];
    const judge = async (request: Asked) => {
      asked.push(request);
      return verdict;
    };
    const request = {
      plugin: { name: 'air', version: '1.0.0', sdl: pluginSdl('air'), url: 'https://air.example/graphql' },
      publisher: vendor.handle,
      namespace: 'air',
      claims: [],
      mintable: [],
      manifest: { data: [], persons: {}, mints: [] },
      previous: null,
      force: false,
    };
    const admission = judgeAgainstGraph({ em, judge: { judge }, now: () => now });
    await admission.admit({ ...request, siblings });
    await admission.admit(request);
    expect(asked[0]?.siblings).toMatchObject([{ name: 'bus', sdl: pluginSdl('bus2') }]);
    expect(asked[1]).not.toHaveProperty('siblings');
  });
});

describe('a document whose names others have taken up', () => {
  const department = testSubgraph(registry, { seed: makePublisher, now });
  const em = () => department.em();

  it('is judged without them, and told whom it may not copy', async () => {
    const other = vendorNamed('other');
    await makePublisherOf(em(), other);
    for (const name of ['air', 'bus']) await makePlugin(em(), name);
    for (const name of ['cat', 'eel']) await makePlugin(em(), name, name, other);
    const grade = ' enum AirGrade { GOOD BAD }';
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE', sdl: pluginSdl('air') + grade });
    await makeRelease(em(), { plugin: 'bus', version: '1.0.0', state: 'STABLE', sdl: pluginSdl('bus') });
    await makeRelease(em(), { plugin: 'cat', version: '1.0.0', state: 'STABLE', sdl: pluginSdl('cat') + grade });
    await makeRelease(em(), { plugin: 'eel', version: '1.0.0', state: 'STABLE', sdl: pluginSdl('eel') });
    const asked: Asked[] = [];
    const judge = async (request: Asked) => {
      asked.push(request);
      return verdict;
    };
    const admission = judgeAgainstGraph({ em, judge: { judge }, now: () => now });
    for (const name of ['air', 'cat']) {
      await admission.admit({
        plugin: { name, version: '2.0.0', sdl: pluginSdl(name), url: `https://${name}.example/graphql` },
        publisher: vendor.handle,
        namespace: name,
        claims: [],
        mintable: [],
        manifest: { data: [], persons: {}, mints: [] },
        previous: null,
        force: false,
      });
    }
    expect(asked.map(({ base }) => base.map(({ name }) => name))).toEqual([
      ['bus', 'eel'],
      ['air', 'bus', 'eel'],
    ]);
    expect(asked.map(({ strangers }) => strangers)).toEqual([['eel'], ['air', 'bus']]);
  });
});
