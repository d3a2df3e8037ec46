import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSigningKey } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DeliveredHub, eventually, openDeliveredHub, type RunningGateway } from './testing/delivered-hub.ts';
import {
  artefact,
  buckets,
  keyset,
  ledgerKey,
  policyKey,
  rollout,
  signedGraphSet,
  signedKeyset,
} from './testing/test-delivery.ts';

let hub: DeliveredHub;
let digests: readonly string[];
beforeEach(async () => {
  hub = await openDeliveredHub();
  digests = hub.graphs.map(({ digest }) => digest);
}, 120_000);
afterEach(() => hub.close());

const digest = (index: number) => digests[index] ?? '';
const told = async (running: RunningGateway, headers = {}) =>
  (await running.ask('{ air_told }', headers)).data?.air_told;
const said = (words: string) => hub.logged.filter((line) => JSON.stringify(line).includes(words)).length;

/** Serves these graphs one after another, then stops; the last is what is served last. */
async function servedBefore(...graphs: Parameters<DeliveredHub['publishGraphs']>[0][]): Promise<void> {
  const running = await hub.start();
  for (const [at, graph] of graphs.entries()) {
    hub.publishGraphs({ sequence: at + 2, ...graph });
    await eventually(() => running.delivery.serving().graphs === at + 2);
  }
  await running.stop();
}

describe('a gateway whose registry is away at the start', () => {
  it('serves what it served last, all graphs and the policy, and follows once the registry is back', async () => {
    await servedBefore({ stable: digest(1), rollouts: [rollout({ artefact: digest(2), buckets: buckets(0, 100) })] });
    await hub.registry.down();
    const started = performance.now();
    const running = await hub.start();
    expect(performance.now() - started).toBeLessThan(10_000);
    expect([await told(running), await told(running, { authorization: 'Bearer ada:explorer' })]).toEqual([
      'two',
      'three',
    ]);
    expect(running.delivery.serving()).toMatchObject({ keyset: 1, graphs: 2, stable: digest(1) });
    expect(running.delivery.serving().policy).toBeGreaterThan(0);
    await hub.registry.up();
    hub.publishGraphs({ sequence: 3, stable: digest(0) });
    await eventually(() => running.delivery.serving().stable === digest(0));
  });

  it('that has nothing on disk does not start, and says why', async () => {
    await hub.registry.down();
    await expect(hub.start()).rejects.toThrow(
      /Nothing can be served from the registry at http.*: The keyset cannot be fetched/,
    );
  });

  it('serves an older graph when the newest on disk was torn, and says so', async () => {
    await servedBefore({ stable: digest(1) });
    await hub.registry.down();
    await writeFile(join(hub.folder, 'artefacts', `${digest(1)}.json`), '{"type":"supergr');
    const running = await hub.start();
    expect(await told(running)).toBe('one');
    expect(said('it was torn or edited')).toBe(1);
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    [
      'was renamed to another',
      () =>
        rename(join(hub.folder, 'artefacts', `${digest(0)}.json`), join(hub.folder, 'artefacts', `${digest(1)}.json`)),
      /it is the artefact/,
    ],
    [
      'was edited',
      async () => {
        const file = join(hub.folder, 'artefacts', `${digest(1)}.json`);
        await writeFile(file, (await readFile(file, 'utf8')).replace('http://127.0.0.1', 'http://127.0.0.2'));
      },
      /does not fit its content/,
    ],
    ['is gone', () => rm(join(hub.folder, 'artefacts', `${digest(1)}.json`)), /it is not there/],
  ])('refuses an artefact that %s', async (_, harm, reason) => {
    await servedBefore({ stable: digest(1) });
    await hub.registry.down();
    await harm();
    await hub.start().catch(() => {});
    expect(JSON.stringify(hub.logged)).toMatch(reason);
    await hub.registry.up();
    const running = await hub.start();
    await eventually(() => running.delivery.serving().stable === digest(1));
    expect(await told(running)).toBe('two');
  });

  it('refuses a graph set under another number, and a set that was edited', async () => {
    await servedBefore({ stable: digest(1) }, { stable: digest(2) });
    await hub.registry.down();
    const file = (sequence: number) => join(hub.folder, 'graph-sets', `${sequence}.json`);
    await rename(file(2), file(9));
    await writeFile(file(3), (await readFile(file(3), 'utf8')).replace(digest(2), digest(1)));
    const running = await hub.start();
    expect(await told(running)).toBe('one');
    expect([said('"sequence":9,"reason":"it is number 2"'), said('does not fit its content')]).toEqual([1, 1]);
  });
});

describe('over a restart', () => {
  it('nothing older is taken than what was served', async () => {
    await servedBefore({ stable: digest(1) });
    hub.registry.publish('graphs', signedGraphSet({ sequence: 1, stable: digest(0) }));
    hub.registry.publish('keyset', signedKeyset({ sequence: 1, issuedAt: '2020-01-01T00:00:00Z' }));
    const running = await hub.start();
    expect(await told(running)).toBe('two');
    expect(said('under which something else is known')).toBe(1);
    hub.registry.publish('keyset', signedKeyset());
    hub.registry.publish('graphs', signedGraphSet({ sequence: 1, stable: digest(2) }));
    await eventually(() => said('it is number 1, and number 2 is known already') > 0);
    expect(await told(running)).toBe('two');
  });

  it('no older policy is taken than what was in force', async () => {
    const old = { version: 1 };
    await servedBefore();
    hub.publishPolicy(old);
    const running = await hub.start();
    expect(said('it is version 1, and')).toBe(1);
    expect(running.delivery.serving().policy).toBeGreaterThan(1);
  });
});

describe('keys that change', () => {
  it('take over by a newer keyset: what only the old ones signed is taken no more', async () => {
    const running = await hub.start();
    const next = await generateSigningKey();
    const [graph] = hub.graphs;
    if (!graph) throw new Error('There is no graph.');
    // The set comes before the keyset that makes it valid.
    hub.registry.add(artefact(graph.document.payload, next));
    hub.registry.publish('graphs', signedGraphSet({ sequence: 2, stable: digest(0) }, next));
    await eventually(() => said('whose key is not known') > 0);
    const keys = { graphs: [next.publicJwk], policy: [policyKey.publicJwk], ledger: [ledgerKey.publicJwk] };
    hub.registry.publish('keyset', signedKeyset({ ...keyset(), sequence: 2, keys }));
    await eventually(() => running.delivery.serving().graphs === 2);
    expect(running.delivery.serving()).toMatchObject({ keyset: 2, graphs: 2, stable: digest(0) });
    const before = said('graph-set-refused');
    hub.publishGraphs({ sequence: 3, stable: digest(1) });
    await eventually(() => said('graph-set-refused') > before);
    await running.stop();
    await hub.registry.down();
    const restarted = await hub.start();
    expect(restarted.delivery.serving()).toMatchObject({ keyset: 2, graphs: 2 });
    expect(await told(restarted)).toBe('one');
  });
});
