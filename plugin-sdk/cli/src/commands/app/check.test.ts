import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema, graphqlSync } from 'graphql';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { HubSays, json } from '../../testing/fake-hub.ts';

const NOW = 'type Query { air: Air } type Air { index: Int level: String }';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.write('src/air/index.graphql', 'query Index { air { index } }');
});

/** What the registry says of documents; an error: it says nothing. */
type Judged = readonly object[] | HubSays;

/** A hub that serves a graph, and judges documents by the next one. */
const serves = (judged: Judged) =>
  desk.hub.instead('/graphql', (_req, res, body) => {
    const { query, operationName } = JSON.parse(body);
    if (operationName !== 'CheckDocuments') {
      json(res, 200, graphqlSync({ schema: buildSchema(NOW), source: query }));
    } else if (judged instanceof HubSays) {
      const { message, extensions } = judged;
      json(res, 200, { data: { checkDocuments: null }, errors: [{ message, extensions, path: ['checkDocuments'] }] });
    } else json(res, 200, { data: { checkDocuments: { sequence: 7, next: 1, findings: judged } } });
  });

const goneNext = {
  document: 2,
  channel: 'SANDBOX',
  operation: 'Level',
  line: 3,
  column: 5,
  field: 'Air.level',
  message: 'Cannot query field "level" on type "Air".',
  since: [{ subgraph: 'aqi', version: '2.0.0' }],
};

describe('app check', () => {
  it('is content with documents that are answered now and next, and says whose they are', async () => {
    serves([]);
    expect(await desk.ask(['app', 'check', 'app-air'])).toMatchObject({
      exit: 0,
      envelope: { data: { documents: 1, now: [], next: [] } },
    });
    expect(desk.hub.operations().at(-1)).toMatchObject({
      name: 'CheckDocuments',
      variables: { app: 'app-air', documents: ['query Index { air { index } }'] },
    });
  });

  it('says which document what comes next will not answer, with its place and the release', async () => {
    serves([goneNext]);
    await desk.write('src/level.gql', 'query Level {\n  air {\n    level\n  }\n}');
    const { exit, envelope } = await desk.ask(['app', 'check', 'app-air']);
    expect([exit, envelope]).toMatchObject([
      1,
      {
        error: { code: 'REFUSED', location: { file: 'src/level.gql', line: 3, column: 5 } },
        data: { now: [], next: [{ file: 'src/level.gql', operation: 'Level', field: 'Air.level' }] },
      },
    ]);
    const { out } = await desk.run(['app', 'check', 'app-air', '--hub', desk.hub.origin]);
    expect(out).toContain('src/level.gql:3:5  Cannot query field "level" on type "Air".  (SANDBOX aqi@2.0.0)');
  });

  it('says of a release that is tried on some clients that it is', async () => {
    serves([{ ...goneNext, document: 1, channel: 'ROLLOUT' }]);
    const { exit, envelope } = await desk.ask(['app', 'check', 'app-air']);
    expect([exit, envelope]).toMatchObject([
      1,
      { error: { code: 'REFUSED' }, data: { now: [], next: [{ file: 'src/air/index.graphql', channel: 'ROLLOUT' }] } },
    ]);
    const { out } = await desk.run(['app', 'check', 'app-air', '--hub', desk.hub.origin]);
    expect(out).toContain('(ROLLOUT aqi@2.0.0)');
  });

  it('tells a fault of today once', async () => {
    serves([{ ...goneNext, document: 2, channel: 'STABLE', since: [] }]);
    await desk.write('src/gone.graphql', '{ gone }');
    expect(await desk.ask(['app', 'check'])).toMatchObject({
      exit: 1,
      envelope: { data: { now: [{ file: 'src/gone.graphql' }], next: [] } },
    });
  });

  it.each([
    ['UNAUTHENTICATED', 4],
    ['FORBIDDEN', 4],
    ['NOT_FOUND', 3],
  ])('is no success where what comes next was not judged (%s), and says what to do', async (code, status) => {
    serves(new HubSays(code, 'app: say whose documents they are.'));
    const { exit, envelope } = await desk.ask(['app', 'check']);
    expect([exit, envelope]).toMatchObject([
      status,
      {
        ok: false,
        error: { code, suggestions: expect.arrayContaining([expect.stringContaining('--stable-only')]) },
        data: { now: [], next: null },
      },
    ]);
  });

  it('judges by what serves now alone where that is asked for, and asks nothing else', async () => {
    serves(new HubSays('FORBIDDEN', 'Not for you.'));
    expect(await desk.ask(['app', 'check', '--stable-only'])).toMatchObject({
      exit: 0,
      envelope: { data: { now: [], next: null } },
    });
    expect(desk.hub.operations().map(({ name }) => name)).not.toContain('CheckDocuments');
  });
});

describe('app push', () => {
  it('registers what is not registered yet, as it is in the file, and nothing twice', async () => {
    const { onAGoodDay } = await import('../../testing/good-answers.ts');
    onAGoodDay(desk.hub);
    const { createHash } = await import('node:crypto');
    const text = 'query Me {\r\n  me { id }\r\n}\r\n';
    await desk.write('src/air/index.graphql', 'query Other { me { id } }');
    await desk.write('src/me.graphql', text);
    const known = createHash('sha256').update('query Other { me { id } }').digest('hex');
    desk.hub.on('app', { clientId: 'app-air', documents: [{ digest: known }] });
    await desk.ask(['app', 'push', 'app-air']);
    expect(desk.hub.operations().at(-1)).toMatchObject({
      name: 'RegisterDocuments',
      variables: { app: 'app-air', documents: [text] },
    });
  });
});
