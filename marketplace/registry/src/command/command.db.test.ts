import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateSigningKey,
  SUPERGRAPH_ARTEFACT_TYPE,
  type SupergraphArtefact,
  signDocument,
  writeSigningKey,
} from '@citygraph/contract';
import { type Database, migrate, openDatabase } from '@citygraph/kit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { graphPublisher } from '../graph-set/graph-publisher.ts';
import { GraphSetVersion } from '../graph-set/graph-set.entity.ts';
import { unpinGraphs } from '../graph-set/recompose-graphs.ts';
import { registry } from '../index.ts';
import { openKeyFolder } from '../keys/key-folder.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { departmentsOfStory, makePlugin, makePublisher, makeRelease } from '../testing/release-story.ts';
import { ended, runFromSource } from '../testing/run-from-source.ts';
import { graph, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { command } from './command.ts';

const key = await generateSigningKey();
const friend = await generateSigningKey();
const limits = { limits: {}, persons: {} };
const artefact: SupergraphArtefact = {
  supergraphSdl: graph,
  subgraphs: {
    air: {
      tier: 'vendor',
      release: 'r',
      version: '1.0.0',
      url: 'https://air.example/',
      hopKeyId: 'air.stable.1',
      ...limits,
    },
    energy: { tier: 'department', release: 'e' },
    finance: { tier: 'department', release: 'f' },
  },
};
const signed = (payload: unknown, by = friend) => JSON.stringify(signDocument(SUPERGRAPH_ARTEFACT_TYPE, payload, [by]));

describe('citygraph-registry', () => {
  let folder: string;
  let orm: Database;
  const em = () => orm.em.fork() as EntityManager;
  const at = (file: string) => join(folder, file);
  const settle = () => graphPublisher({ em, keys: () => [key], compose: storyComposer }).settle();
  const stable = async () => {
    const [last] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    const { sequence, stable: digest } = JSON.parse(last?.document ?? '').payload;
    return { sequence, digest };
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-command-'));
    orm = await openDatabase({ url: `sqlite:${at('registry.sqlite')}`, subgraph: registry });
    await migrate(orm);
    await importFirstParty(em(), departmentsOfStory, new Date());
    await settle();
    await writeFile(at('graphs.pem'), writeSigningKey(key));
    await writeFile(at('trust.json'), JSON.stringify({ keys: [friend.publicJwk] }));
    await writeFile(at('artefact.json'), signed(artefact));
    await writeFile(at('database.url'), `sqlite:${at('registry.sqlite')}\n`);
  });
  afterEach(async () => {
    await orm.close(true);
    await rm(folder, { recursive: true });
  });
  const flags = () => ['--database-file', at('database.url'), '--key', at('graphs.pem')];
  const why = ['--reason', 'The new graph loses invoices.', '--by', 'ops'];

  it('says which plugins a department’s schema would take from everybody, before anybody publishes it', async () => {
    await makePublisher(em());
    await makePlugin(em(), 'air');
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    const energy = departmentsOfStory.find(({ name }) => name === 'energy')?.sdl ?? '';
    await writeFile(at('same.graphql'), energy);
    await writeFile(
      at('taking.graphql'),
      energy.replace('meters: Int', 'air: Int @sensitivity(level: "S1")  meters: Int'),
    );
    const impact = (...words: string[]) => command(['impact', ...words, '--database-file', at('database.url')]);
    expect(await impact(`energy=${at('same.graphql')}`)).toEqual({
      code: 0,
      lines: ['Every stable plugin goes with it.'],
    });
    expect(await impact(`energy=${at('taking.graphql')}`, '--force', '--reason', 'The law says so.')).toEqual({
      code: 1,
      lines: [expect.stringContaining('Clients would lose nothing')],
    });
    const { code, lines } = await impact(`energy=${at('taking.graphql')}`);
    expect([code, lines]).toEqual([1, [expect.stringMatching(/^air 1\.0\.0 would be left out: .*asked for 0 times/)]]);
    for (const words of [[], ['energy'], [`energy=${at('none.graphql')}`]])
      expect((await impact(...words)).code).toBe(3);
  }, 60_000);

  it('puts a graph of a friend in force while nothing else runs, and takes it back, as a process of its own', async () => {
    const before = await stable();
    const words = ['import', at('artefact.json'), ...flags(), '--trust', at('trust.json'), ...why];
    const imported = await ended(runFromSource('command/main.ts', words));
    expect(imported).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('is stable with graph set 2'),
    });
    expect(await stable()).toMatchObject({ sequence: 2 });
    await settle();
    expect(await stable()).toMatchObject({ sequence: 2 });
    const back = await ended(
      runFromSource('command/main.ts', ['rollback', before.digest.slice(0, 12), ...flags(), ...why]),
    );
    expect(back).toMatchObject({ code: 0, stderr: '' });
    expect(await stable()).toEqual({ sequence: 3, digest: before.digest });
    expect(await command(['verify', ...flags()])).toMatchObject({
      code: 0,
      lines: [expect.stringContaining('Graph set 3')],
    });
    const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record));
    expect(
      acts.filter(({ actor }) => actor === 'citygraph:operator:ops').map(({ act, reason }) => [act, reason]),
    ).toEqual([
      ['keepGraph', why[1]],
      ['importGraph', why[1]],
      ['publishGraphs', why[1]],
      ['rollbackGraph', why[1]],
      ['publishGraphs', why[1]],
    ]);
  });

  it('pins what it puts in force: releases move it again when an administrator says so', async () => {
    await command(['import', at('artefact.json'), ...flags(), '--trust', at('trust.json'), ...why]);
    const pinned = await stable();
    await importFirstParty(em(), departmentsOfStory.slice(1), new Date());
    await settle();
    expect(await stable()).toEqual(pinned);
    await unpinGraphs(em(), people.admin, 'The invoices are back.', new Date());
    await settle();
    expect((await stable()).digest).not.toBe(pinned.digest);
  });

  it('lists what may be rolled back to', async () => {
    const { digest } = await stable();
    expect(await command(['list', ...flags()])).toEqual({
      code: 0,
      lines: [expect.stringMatching(`^${digest}  .*  in force$`)],
    });
  });

  it.each<[string, number, RegExp, () => readonly string[]]>([
    ['no word', 3, /Usage/, () => []],
    ['an unknown command', 3, /no command push/, () => ['push']],
    ['an unknown flag', 3, /--force/, () => ['list', '--force']],
    ['a word too many', 3, /takes no more words/, () => ['list', 'x']],
    ['no database', 3, /--database/, () => ['list']],
    ['a database that is not there', 3, /no database .*none/, () => ['list', '--database', `sqlite:${at('none')}`]],
    ['no reason', 3, /--reason/, () => ['rollback', 'a'.repeat(64), ...flags()]],
    [
      'a key that is none',
      3,
      /holds no Ed25519 key/,
      () => ['verify', '--database-file', at('database.url'), '--key', at('trust.json')],
    ],
    ['a digest that is none', 3, /no digest/, () => ['rollback', 'xyz', ...flags(), ...why]],
    ['a digest of no graph', 1, /no graph aaaaaaaa/, () => ['rollback', 'a'.repeat(8), ...flags(), ...why]],
    ['a stranger’s graph', 1, /whose key is not known/, () => ['import', at('artefact.json'), ...flags(), ...why]],
    ['a file that is not there', 3, /artefact file cannot be read/, () => ['import', at('none'), ...flags(), ...why]],
    ['keys of no folder', 3, /--folder/, () => ['keys', 'renew']],
    ['a role that is none', 3, /graphs, policy, ledger/, () => ['keys', 'rotate', 'hop', '--folder', folder]],
    ['a folder without the root', 3, /neither root\.pem nor/, () => ['keys', 'renew', '--folder', folder]],
  ])('with %s ends with %d and a sentence, and changes nothing', async (_, code, sentence, words) => {
    const before = await stable();
    const outcome = await command(words());
    expect(outcome.code).toBe(code);
    expect(outcome.lines.join('\n')).toMatch(sentence);
    expect(await stable()).toEqual(before);
    expect(await em().count(SupergraphVersion)).toBe(1);
  });

  it.each<[string, string, RegExp]>([
    ['that is no JSON', '{', /no JSON/],
    ['that was changed afterwards', signed(artefact).replace('1.0.0', '1.0.1'), /does not fit/],
    ['of another type', JSON.stringify(signDocument('graph-set', artefact, [friend])), /as graph-set/],
    ['with a field that nobody knows', signed({ ...artefact, more: 1 }), /more/],
    ['that says nothing of a subgraph', signed({ ...artefact, subgraphs: {} }), /the supergraph has air/],
    ['whose graph is no GraphQL', signed({ ...artefact, supergraphSdl: 'type {' }), /supergraphSdl/],
  ])('refuses an artefact %s', async (_, text, sentence) => {
    await writeFile(at('artefact.json'), text);
    const outcome = await command(['import', at('artefact.json'), ...flags(), '--trust', at('trust.json'), ...why]);
    expect([outcome.code, outcome.lines.join()]).toEqual([1, expect.stringMatching(sentence)]);
    expect(await em().count(SupergraphVersion)).toBe(1);
  });

  it('finds what was changed in the database', async () => {
    const { digest } = await stable();
    await em().nativeUpdate(SupergraphVersion, { digest }, { document: signed(artefact, key) });
    expect(await command(['verify', ...flags()])).toMatchObject({ code: 1, lines: [expect.stringContaining(digest)] });
  });

  it('renews and rotates keys where the root is', async () => {
    await openKeyFolder(folder);
    expect(await command(['keys', 'renew', '--folder', folder])).toMatchObject({
      code: 0,
      lines: [expect.stringContaining('Keyset 1')],
    });
    expect(await command(['keys', 'rotate', 'graphs', '--folder', folder])).toMatchObject({
      code: 0,
      lines: [expect.anything(), expect.stringContaining('Keyset 2')],
    });
  });
});
