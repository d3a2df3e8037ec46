import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  digestOfPayload,
  GRAPH_SET_TYPE,
  type GraphSet,
  generateHopSecret,
  generateSigningKey,
  KEYSET_TYPE,
  type Keyset,
  SUPERGRAPH_ARTEFACT_TYPE,
  type SupergraphArtefact,
  verifyDocument,
  writeSigningKey,
} from '@citygraph/contract';
import { type RunningSubgraph, serve } from '@citygraph/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';
import { readStandings } from '../gateway-process/read-standings.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { openKeyFolder } from '../keys/key-folder.ts';
import { rollBackRollout } from '../rollout/end-rollout.ts';
import { startRollout } from '../rollout/start-rollout.ts';
import { gatewayOfStory, NOTHING_SERVED } from '../testing/control-story.ts';
import { admitting, departmentsOfStory, makePlugin, makePublisher, makeRelease } from '../testing/release-story.ts';
import { people } from '../testing/story.ts';
import { openRegistryWith } from './open-registry.ts';

const SECRET = Buffer.alloc(32, 3);

describe('a registry of its own process, followed over HTTP', () => {
  let folder: string;
  let url: string;
  let running: RunningSubgraph;
  let leave: () => Promise<void>;
  const said: unknown[] = [];
  const at = (file: string) => join(folder, file);
  const em = () => running.orm.em.fork() as EntityManager;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-open-'));
    await openKeyFolder(at('keys'));
    await writeFile(at('consent.pem'), writeSigningKey(await generateSigningKey()));
    await writeFile(at('secret'), SECRET.toString('base64url'));
    for (const { name, sdl } of departmentsOfStory) await writeFile(at(`${name}.graphql`), sdl);
    const open = openRegistryWith({ canary: async () => [], goldenQueries: [] });
    const opened = await open(
      {
        hopMasterFile: 'secret',
        webhookSecretFile: 'secret',
        policyKeyFile: 'keys/policy.pem',
        consentKeyFile: 'consent.pem',
        subjectSecretFile: 'secret',
        graphs: {
          keyFiles: ['keys/graphs.pem'],
          keysetFile: 'keys/keyset.json',
          schemas: Object.fromEntries(departmentsOfStory.map(({ name }) => [name, `${name}.graphql`])),
        },
        control: { gateways: [{ name: 'one', secretFile: 'secret' }] },
      },
      at,
    );
    const hop = { keyId: 'registry-1', secret: generateHopSecret() };
    const verify = { audience: 'registry', keys: () => [], secrets: () => [hop] };
    running = await serve({ subgraph: opened.subgraph, database: `sqlite:${at('registry.sqlite')}`, verify });
    leave = await opened.attend(running, (line) => {
      said.push(line.event);
      if (line.event === 'control-listens') url = String(line.url);
    });
  }, 60_000);
  afterAll(async () => {
    await leave();
    await running.close();
    await rm(folder, { recursive: true });
  });

  const authorization = `Bearer ${SECRET.toString('base64url')}`;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { headers: { authorization, ...headers } });
  const keyset = async (): Promise<Keyset> => {
    const { roots } = await openKeyFolder(at('keys'));
    return verifyDocument(await (await get('/keyset')).json(), KEYSET_TYPE, roots.keys) as Keyset;
  };
  const graphSet = async (response: Response): Promise<GraphSet> =>
    verifyDocument(await response.json(), GRAPH_SET_TYPE, (await keyset()).keys.graphs) as GraphSet;
  const artefact = async (digest: string): Promise<SupergraphArtefact> => {
    const document = await (await get(`/artefacts/${digest}`)).json();
    const payload = verifyDocument(document, SUPERGRAPH_ARTEFACT_TYPE, (await keyset()).keys.graphs);
    expect(digestOfPayload(payload)).toBe(digest);
    return payload as SupergraphArtefact;
  };
  /** Waits as a gateway does, and answers how long the next set took. */
  const next = async (known: Response): Promise<{ set: GraphSet; response: Response; ms: number }> => {
    const began = performance.now();
    const response = await get('/graphs', { 'if-none-match': known.headers.get('etag') ?? '', prefer: 'wait=30' });
    const ms = performance.now() - began;
    expect(response.status).toBe(200);
    return { set: await graphSet(response.clone() as Response), response, ms };
  };

  it('gives keyset, graph set and artefacts that verify from the root down, and tells when a decision is serving', async () => {
    const first = await get('/graphs');
    const { sequence, stable, rollouts } = await graphSet(first.clone() as Response);
    expect([sequence, rollouts]).toEqual([1, []]);
    expect(Object.keys((await artefact(stable)).subgraphs)).toEqual(['energy', 'finance']);
    expect((await get(`/artefacts/${stable}`, { 'if-none-match': `"${stable}"` })).status).toBe(304);
    expect(await em().count(CatalogEntry)).toBeGreaterThan(0);

    await makePublisher(em());
    await makePlugin(em(), 'air');
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const id = await startRollout(em(), people.admin, { plugin: 'air', version: '1.0.0' }, admitting, new Date());
    let step = await next(first);
    while (step.set.rollouts.length === 0) step = await next(step.response);
    const [rollout] = step.set.rollouts;
    expect(await artefact(rollout?.artefact ?? '')).toMatchObject({
      subgraphs: { air: { tier: 'vendor', hopKeyId: 'air.stable.1' } },
    });

    const began = performance.now();
    await rollBackRollout(em(), people.admin, { id, reason: 'It is slow.' }, new Date());
    while (step.set.rollouts.length > 0) step = await next(step.response);
    // Nothing is composed for it: the target is five seconds, the usual a quarter.
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(step.set.stable).toBe(stable);

    const [change] = await em().find(GraphChange, { act: 'rollBackRollout' });
    const state = async () => {
      const decided = await em().findOneOrFail(GraphChange, { number: change?.number ?? 0 });
      return (await readStandings(em(), [decided], new Date()))[0]?.state;
    };
    const gateway = gatewayOfStory(url, SECRET);
    await gateway.report({ serving: { ...NOTHING_SERVED, graphs: step.set.sequence - 1 } });
    expect(await state()).toBe('COMPOSED');
    await gateway.report({ serving: { ...NOTHING_SERVED, graphs: step.set.sequence } });
    expect(await state()).toBe('SERVING');
  }, 90_000);

  it('says at the start that nothing outside the database remembers what is sealed, where nothing does', () => {
    expect(said).toContain('audit-not-remembered');
  });

  it('brings a keyset that was renewed elsewhere to gateways without a restart', async () => {
    const before = await get('/keyset');
    const { sequence } = await keyset();
    await (await openKeyFolder(at('keys'))).rotate('ledger');
    const response = await get('/keyset', { 'if-none-match': before.headers.get('etag') ?? '', prefer: 'wait=20' });
    expect(await response.json()).toMatchObject({ payload: { sequence: sequence + 1 } });
  });
});
