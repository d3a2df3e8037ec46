import { readdir } from 'node:fs/promises';
import { NAMES_FILE } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { citySchemaAnswer, MANIFEST } from '../testing/a-plugin.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { grantedNames } from './granted-names.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  await desk.write('citygraph.yaml', MANIFEST);
  desk.hub.on('citySchema', citySchemaAnswer({ health: 'type Query { a: Int }' }));
});

const claim = (name: string, state: string, handle: string) => ({
  node: { id: name, name, state, requestedAt: '2026-11-29T08:00:00+08:00', publisher: { handle } },
  cursor: name,
});
/** Two pages of claims, of which one name is this publisher's. */
const claims = ({ after }: { readonly after?: string | null }) =>
  after
    ? {
        edges: [claim('AdminDivision.airQuality', 'GRANTED', 'airlab')],
        pageInfo: { hasNextPage: false, hasPreviousPage: true },
      }
    : {
        edges: [claim('Query.weather', 'GRANTED', 'skylab'), claim('Query.smog', 'REQUESTED', 'airlab')],
        pageInfo: { hasNextPage: true, hasPreviousPage: false, endCursor: 'one' },
      };
const known = (publisher: string, flags = {}) => grantedNames(desk.folder, publisher, flags);

describe('names outside the namespace', () => {
  it('are remembered beside the manifest with the schema, as far as they were granted to this publisher', async () => {
    desk.hub.on('nameClaims', claims);
    expect((await desk.ask(['schema', 'fetch'])).exit).toBe(0);
    expect(JSON.parse(await desk.read(NAMES_FILE))).toEqual({
      publisher: 'airlab',
      names: ['AdminDivision.airQuality'],
    });
    expect(await known('airlab', { claim: ['Query.dust'] })).toEqual(['Query.dust', 'AdminDivision.airQuality']);
    expect(await known('skylab')).toEqual([]);
  });

  it('leave no file where there never were any, and an empty list where they were taken back', async () => {
    await desk.ask(['schema', 'fetch']);
    expect(await readdir(desk.folder)).not.toContain(NAMES_FILE);
    await desk.write(NAMES_FILE, JSON.stringify({ publisher: 'airlab', names: ['Query.smog'] }));
    await desk.ask(['schema', 'fetch']);
    expect(await known('airlab')).toEqual([]);
  });

  it('are not made up from a file that is broken', async () => {
    for (const text of ['{', '[]', '{"publisher": "airlab", "names": [1]}', 'null']) {
      await desk.write(NAMES_FILE, text);
      await expect(known('airlab')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    }
  });
});
