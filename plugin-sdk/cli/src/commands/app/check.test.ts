import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema, graphqlSync } from 'graphql';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { json } from '../../testing/fake-hub.ts';

const NOW = 'type Query { air: Air } type Air { index: Int level: String }';
const NEXT = 'type Query { air: Air } type Air { index: Int }';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.write('src/air/index.graphql', 'query Index { air { index } }');
});

/** A hub whose sandbox is another graph; null: this person may not see it. */
const serves = (now: string, next: string | null) =>
  desk.hub.instead('/graphql', (req, res, body) => {
    const isNext = req.headers['citygraph-channel'] === 'sandbox';
    if (isNext && next === null) {
      json(res, 403, { errors: [{ message: 'Not for you.', extensions: { code: 'FORBIDDEN' } }] });
      return;
    }
    json(res, 200, graphqlSync({ schema: buildSchema(isNext ? (next ?? '') : now), source: JSON.parse(body).query }));
  });

describe('app check', () => {
  it('is content with documents that are answered now and next', async () => {
    serves(NOW, NEXT);
    expect(await desk.ask(['app', 'check'])).toMatchObject({
      exit: 0,
      envelope: { data: { documents: 1, now: [], next: [] } },
    });
  });

  it('says which document what comes next will not answer, with its place', async () => {
    serves(NOW, NEXT);
    await desk.write('src/level.gql', 'query Level {\n  air {\n    level\n  }\n}');
    const { exit, envelope } = await desk.ask(['app', 'check']);
    expect([exit, envelope]).toMatchObject([
      1,
      {
        error: { code: 'REFUSED', location: { file: 'src/level.gql', line: 3, column: 5 } },
        data: { now: [], next: [{ file: 'src/level.gql' }] },
      },
    ]);
  });

  it('tells a fault of today once', async () => {
    serves(NOW, NEXT);
    await desk.write('src/gone.graphql', '{ gone }');
    expect(await desk.ask(['app', 'check'])).toMatchObject({
      exit: 1,
      envelope: { data: { now: [{ file: 'src/gone.graphql' }], next: [] } },
    });
  });

  it('warns where what comes next may not be seen, and judges by today', async () => {
    serves(NOW, null);
    const { exit, envelope } = await desk.ask(['app', 'check']);
    expect([exit, envelope]).toMatchObject([
      0,
      { data: { next: null }, warnings: [expect.stringContaining('FORBIDDEN')] },
    ]);
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
