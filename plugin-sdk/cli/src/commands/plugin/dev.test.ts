import { setTimeout as pause } from 'node:timers/promises';
import { NAMES_FILE } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { citySchemaAnswer, MANIFEST, SDL } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const FINDING = {
  rule: 'EXTENDS',
  severity: 'error',
  coordinate: 'Parcel',
  message: 'Nothing is added to Parcel.',
  fix: 'Take it out.',
  file: 'schema.graphql',
  line: null,
  column: null,
  wording: { message: 'extends.unused', fix: 'extends.unused', parameters: { type: 'Parcel' } },
};

/** A testing package whose hub says this of every document, and writes down by which names it was asked to judge. */
const testingSays = async (said: object): Promise<void> => {
  const folder = 'node_modules/@citygraph/plugin-testing';
  await desk.write(`${folder}/package.json`, '{"name":"@citygraph/plugin-testing","exports":"./index.mjs"}');
  const all = { serving: true, admitted: true, findings: [], refused: null, ms: 1, ...said };
  await desk.write('said', JSON.stringify(all));
  // A module is read once: what it says is read anew.
  await desk.write(
    `${folder}/index.mjs`,
    `import { appendFileSync, readFileSync } from 'node:fs';
    const said = () => JSON.parse(readFileSync(${JSON.stringify(`${desk.folder}/said`)}, 'utf8'));
    const note = (claims) => appendFileSync(${JSON.stringify(`${desk.folder}/judged`)}, JSON.stringify(claims) + '\\n');
    export const startDevHub = async ({ claims }) => (note(claims), {
      first: said(), greeting: [], origin: 'http://127.0.0.1:1', environment: {}, close: async () => {},
      recompose: async (sdl, manifest, names) => (note(names), said()),
    });`,
  );
};

beforeEach(async () => {
  await desk.tidy();
  await desk.write('citygraph.yaml', MANIFEST.replace('[AdminDivision]', '[AdminDivision, Parcel]'));
  await desk.write('schema.graphql', SDL);
});

const once = (...more: string[]) => desk.run(['plugin', 'dev', '--once', ...more]);

describe('plugin dev', () => {
  it('says of what is wrong with the manifest where that is, as plugin check does, and what it comes to', async () => {
    await testingSays({ admitted: false, findings: [FINDING] });
    const { exit, err } = await once();
    expect(exit).toBe(1);
    expect(err).toContain('citygraph.yaml:9:26 EXTENDS Nothing is added to Parcel.');
    expect(err).toContain('schema.graphql is served here (1 ms); the hub would refuse it.');
    expect(err).not.toMatch(/does not compose|schema\.graphql EXTENDS/);
    const { envelope } = await desk.ask(['plugin', 'dev', '--once', '--offline', '--schema', 'none']);
    expect(envelope).toMatchObject({ error: { code: 'NO_SCHEMA' } });
    const { out } = await once('--json');
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'REFUSED', location: { file: 'citygraph.yaml', line: 9, column: 26 } },
      data: { serving: true, admitted: false, findings: [{ file: 'citygraph.yaml', line: 9 }] },
    });
  });

  it('says that a document does not compose where it does not', async () => {
    await testingSays({ serving: false, admitted: false, findings: [{ ...FINDING, rule: 'COMPOSES', wording: null }] });
    const { exit, err } = await once();
    expect([exit, err]).toEqual([1, expect.stringContaining('does not compose with the city')]);
  });

  it('fetches the names that were granted with the city’s schema', async () => {
    await testingSays({});
    await desk.signIn();
    onAGoodDay(desk.hub);
    desk.hub.on('citySchema', citySchemaAnswer({ health: 'type Query { a: Int }' }));
    const node = { id: 'c', name: 'Query.smog', state: 'GRANTED', requestedAt: '2026-11-29T08:00:00+08:00' };
    desk.hub.on('nameClaims', {
      edges: [{ node: { ...node, publisher: { handle: 'airlab' } }, cursor: 'c' }],
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
    });
    expect((await once()).exit).toBe(0);
    expect(await desk.read('judged')).toBe('["Query.smog"]\n');
  });

  it('judges anew when the granted names are others', async () => {
    await testingSays({});
    const stop = new AbortController();
    const running = desk.run(['plugin', 'dev', '--run', 'node --eval setInterval(()=>{},1e9)'], {
      signal: stop.signal,
    });
    const judged = async (): Promise<string[]> => (await desk.read('judged').catch(() => '')).split('\n').slice(0, -1);
    while ((await judged()).length < 1) await pause(50);
    while ((await judged()).length < 2) {
      await desk.write(NAMES_FILE, JSON.stringify({ publisher: 'airlab', names: ['Query.smog'] }));
      await pause(200);
    }
    stop.abort();
    await running;
    expect((await judged()).slice(0, 2)).toEqual(['[]', '["Query.smog"]']);
  }, 60_000);

  it('says of a manifest that was saved broken where, all that is wrong and what was meant, and goes on', async () => {
    await testingSays({});
    const stop = new AbortController();
    const said: string[] = [];
    const running = desk.run(['plugin', 'dev', '--run', 'node --eval setInterval(()=>{},1e9)'], {
      signal: stop.signal,
      heard: (text) => said.push(text),
    });
    const isSaid = (sentence: string): boolean => said.join('').includes(sentence);
    while (!isSaid('Your plugin in the city’s graph')) await pause(50);
    while (!isSaid('citygraph.yaml is not served; what was served before goes on.')) {
      await desk.write('citygraph.yaml', MANIFEST.replace('subgraph: aqi\nnamespace', 'subgraf: aqi\nnamespac'));
      await pause(200);
    }
    stop.abort();
    const { exit, err } = await running;
    expect(exit).toBe(0);
    expect(err).toMatch(/^citygraph\.yaml:5:1: subgraf: .*Did you mean subgraph\?.*more faults/m);
    expect(err).toMatch(/^citygraph\.yaml:6:1: namespac.*Did you mean namespace\?/m);
    expect(err).toContain('  MANIFEST_INVALID · citygraph explain MANIFEST_INVALID');
  }, 60_000);
});
