import { compose } from '@citygraph/composition';
import { generateSigningKey, type Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { graphPublisher } from '../graph-set/graph-publisher.ts';
import { registry } from '../index.ts';
import { departmentsOfStory, makePlugin, makePublisher, makeRelease, pluginSdl } from '../testing/release-story.ts';
import { city, now, people } from '../testing/story.ts';
import { checkDocuments } from './check-documents.ts';

const CHECK = `query C($a: ID, $d: [String!]!) { checkDocuments(app: $a, documents: $d) {
  next findings { document channel operation line column field message since { subgraph version } } } }`;
const AIR = 'query Air {\n  air\n  airLevel\n}';
const key = await generateSigningKey();
const withLevel = pluginSdl('air').replace('type Query { ', 'type Query { airLevel: Int @sensitivity(level: "S1") ');

describe('documents of an app', () => {
  const department = testSubgraph(registry, {
    now,
    // Composing takes seconds, and nothing here changes what was composed.
    commits: true,
    async seed(em) {
      await registry.seed(em, city);
      await makePublisher(em);
      for (const plugin of ['air', 'noise']) await makePlugin(em, plugin);
    },
  });
  const em = () => department.em();
  const settle = () => graphPublisher({ em, keys: () => [key], compose, now: () => now }).settle();
  const check = (documents: readonly string[], viewer: Viewer = people.banker, app: string | null = 'app-lender') =>
    department.as(viewer).run(CHECK, { a: app, d: documents });
  /** Everybody has `air` and `airLevel`; the sandbox has a release without the second, and a field that nobody else has. */
  let told: Promise<void> | undefined;
  const story = () => (told ??= tellStory());
  const tellStory = async () => {
    await importFirstParty(em(), departmentsOfStory, now);
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE', sdl: withLevel });
    const later = new Date(now.getTime() + 60_000);
    await makeRelease(em(), { plugin: 'air', version: '2.0.0', state: 'PUBLISHED', publishedAt: later });
    await makeRelease(em(), { plugin: 'noise', version: '1.0.0', state: 'PUBLISHED' });
    await settle();
  };

  it.each<[string, Viewer, string | null, readonly string[], string, string]>([
    ['whose hub has no graph', people.banker, 'app-lender', [AIR], 'NOT_FOUND', 'no graph yet'],
    ['nobody', people.nobody, 'app-lender', [AIR], 'UNAUTHENTICATED', 'Sign in'],
    ['another firm', people.shopOwner, 'app-lender', [AIR], 'FORBIDDEN', 'neither work for nor represent'],
    ['who says no app', people.banker, null, [AIR], 'FORBIDDEN', 'say whose documents they are'],
    ['who says no document', people.banker, 'app-lender', [], 'BAD_USER_INPUT', 'documents'],
    ['who sends a long one', people.banker, 'app-lender', [`{ a } # ${'x'.repeat(110_000)}`], 'BAD_USER_INPUT', 'KiB'],
  ])('are not judged for %s', async (_, viewer, app, documents, code, message) => {
    const [error] = (await check(documents, viewer, app)).errors ?? [];
    expect([error?.extensions.code, error?.message]).toEqual([code, expect.stringContaining(message)]);
  });

  it('are told what comes next will not answer, where, and since which release', async () => {
    await story();
    const { data, errors } = await check(['{ meters }', AIR]);
    expect(errors).toBeUndefined();
    expect(data.checkDocuments).toEqual({
      next: 1,
      findings: [
        {
          document: 2,
          channel: 'SANDBOX',
          operation: 'Air',
          line: 3,
          column: 3,
          field: 'Query.airLevel',
          message: 'Cannot query field "airLevel" on type "Query".',
          since: [{ subgraph: 'air', version: '2.0.0' }],
        },
      ],
    });
  });

  it('are told a fault of today once, and nothing of what only the sandbox has', async () => {
    await story();
    const { data } = await check(['{ noise }', '{ nois }', 'query {']);
    expect(data.checkDocuments.findings).toMatchObject([
      { document: 1, channel: 'STABLE', message: 'Cannot query field "noise" on type "Query".', since: [] },
      { document: 2, channel: 'STABLE', message: 'Cannot query field "nois" on type "Query".' },
      { document: 3, channel: 'STABLE', line: 1, operation: null },
    ]);
  });

  it('are judged for who may ask the sandbox without an app', async () => {
    await story();
    expect((await check([AIR], people.admin, null)).data.checkDocuments.findings).toHaveLength(1);
  });

  it('are judged for five seconds and not longer', async () => {
    await story();
    let clock = 0;
    const slow = () => (clock += 2_000);
    await expect(
      checkDocuments(em(), people.banker, { app: 'app-lender', documents: [AIR, AIR, AIR, AIR] }, slow),
    ).rejects.toThrow('documents: judging them takes too long; number 3 was next, send fewer.');
  });
});
