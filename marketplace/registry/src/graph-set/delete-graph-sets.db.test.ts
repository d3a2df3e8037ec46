import { generateSigningKey } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { HUB } from '../hub-viewer.ts';
import { registry } from '../index.ts';
import { NOTHING_SERVED } from '../testing/control-story.ts';
import { departmentsOfStory, makePlugin, makePublisher, makeRelease, pluginSdl } from '../testing/release-story.ts';
import { now, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { deleteGraphSets, type SetRetention } from './delete-graph-sets.ts';
import { GraphChange } from './graph-change.entity.ts';
import { graphPublisher } from './graph-publisher.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { liftHeads } from './lift-heads.ts';
import { verifyHead } from './verify-head.ts';
import { wantGraphs } from './want-graphs.ts';

const key = await generateSigningKey();
const department = testSubgraph(registry, { now });
const em = () => department.em();
const day = (number: number) => new Date(now.getTime() + number * 86_400_000);
const settle = (at: Date) => graphPublisher({ em, keys: () => [key], compose: storyComposer, now: () => at }).settle();
const sequences = async () =>
  (await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'asc' } })).map(({ sequence }) => sequence);
const decisions = async () =>
  (await em().find(GraphChange, {}, { orderBy: { number: 'asc' } })).map(({ number, act }) => `${number} ${act}`);
const clean = (at: Date, over: Partial<SetRetention> = {}) =>
  deleteGraphSets(em(), at, { last: 1, days: 90, most: 100, ...over });
const faults = async () => (await verifyHead(em(), [key.publicJwk])).faults;

/** Five sets, one a day: the city, then a plugin's releases one after another; the first of them was wanted twice. */
beforeEach(async () => {
  await makePublisher(em());
  await importFirstParty(em(), departmentsOfStory, now);
  await makePlugin(em(), 'air');
  await settle(now);
  for (const number of [1, 2, 3, 4]) {
    const version = `1.${number}.0`;
    const sdl = pluginSdl(`air_${number}`);
    const release = await makeRelease(em(), {
      plugin: 'air',
      version,
      sdl,
      state: 'PUBLISHED',
      publishedAt: day(number),
    });
    const change = { act: 'publishRelease', plugin: 'air', release: release.digest };
    if (number === 1) await wantGraphs(em(), HUB, { ...change, act: 'recomposeGraphs' }, day(number));
    await wantGraphs(em(), HUB, change, day(number));
    await settle(day(number));
  }
});

describe('graph sets that are old', () => {
  it('go, with their decisions but for each release’s last, and what is left can be verified', async () => {
    expect(await sequences()).toEqual([1, 2, 3, 4, 5]);
    expect(await decisions()).toHaveLength(6);
    expect(await clean(day(90))).toBe(0);
    expect(await clean(day(92))).toBe(2);
    expect(await sequences()).toEqual([3, 4, 5]);
    expect(await decisions()).toEqual([
      '1 importFirstParty',
      '3 publishRelease',
      '4 publishRelease',
      '5 publishRelease',
      '6 publishRelease',
    ]);
    expect(await faults()).toEqual([]);
    expect(await clean(day(92))).toBe(0);
    expect(await clean(day(400))).toBe(2);
    expect(await sequences()).toEqual([5]);
    expect(await faults()).toEqual([]);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
    const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record));
    expect(acts.filter(({ act }) => act === 'deleteGraphSets').map(({ actor, target }) => [actor, target])).toEqual([
      ['citygraph:registry', 'graphs/1-2'],
      ['citygraph:registry', 'graphs/3-4'],
    ]);
    const { data } = await department.as(people.admin).run('{ graphSets { nodes { sequence } } }');
    expect(data.graphSets.nodes).toEqual([{ sequence: 5 }]);
  });

  it('stay while they are among the last, or a gateway serves them or one before', async () => {
    expect(await clean(day(400), { last: 5 })).toBe(0);
    const serving = { ...NOTHING_SERVED, graphs: 3 };
    const report = { process: 'a', number: 1, at: now.toISOString(), serving, plugins: [], usage: [] };
    await takeReport(em(), 'one', report, day(400));
    expect(await clean(day(400))).toBe(2);
    expect(await sequences()).toEqual([3, 4, 5]);
  });

  it('go a few at a time', async () => {
    expect(await clean(day(400), { most: 1 })).toBe(1);
    expect(await sequences()).toEqual([2, 3, 4, 5]);
    expect(await clean(day(400), { most: 3 })).toBe(3);
    expect(await faults()).toEqual([]);
  });

  it('that somebody else deleted are missed', async () => {
    await clean(day(92));
    await em().nativeDelete(GraphSetVersion, { sequence: 3 });
    expect(await faults()).toEqual(['After graph set 2 comes 4.']);
    await em().nativeDelete(GraphSetVersion, { sequence: 4 });
    expect(await faults()).toEqual(['After graph set 2 comes 5.']);
  });

  it('are as many as are kept, whatever numbers were left out between, and go across the gap', async () => {
    const given = { policy: 0, graphs: 900 };
    const lifting = { viewer: people.admin, reason: 'A backup was put back.', keys: [key], given };
    await liftHeads(em, lifting, day(5));
    expect(await sequences()).toEqual([1, 2, 3, 4, 5, 901]);
    // Six sets, and nine hundred numbers.
    expect(await clean(day(400), { last: 6 })).toBe(0);
    expect(await clean(day(400), { last: 4 })).toBe(2);
    expect(await sequences()).toEqual([3, 4, 5, 901]);
    expect(await faults()).toEqual([]);
    const release = await makeRelease(em(), {
      plugin: 'air',
      version: '2.0.0',
      sdl: pluginSdl('air_9'),
      state: 'PUBLISHED',
      publishedAt: day(6),
    });
    await wantGraphs(em(), HUB, { act: 'publishRelease', plugin: 'air', release: release.digest }, day(6));
    await settle(day(6));
    expect(await clean(day(400), { last: 2, most: 2 })).toBe(2);
    expect(await clean(day(400), { last: 2, most: 2 })).toBe(1);
    expect(await sequences()).toEqual([901, 902]);
    expect(await faults()).toEqual([]);
    expect(await clean(day(400))).toBe(1);
    expect(await sequences()).toEqual([902]);
    expect(await faults()).toEqual([]);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  });
});
