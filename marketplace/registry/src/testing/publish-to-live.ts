import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANONYMOUS, generateHopSecret, generateSigningKey, type Viewer } from '@citygraph/contract';
import { createCanary, createGateway, listen, openDelivery, openLocalLedger, portOf } from '@citygraph/gateway';
import { migrate, openDatabase } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { registry } from '../index.ts';
import { attendKeys } from '../keys/attend-keys.ts';
import { openKeyFolder } from '../keys/key-folder.ts';
import { publishRelease } from '../plugin-release/publish-release.ts';
import { renewPolicy } from '../policy/renew-policy.ts';
import { openPorts } from '../process/open-ports.ts';
import { runControlPlane } from '../process/run-control-plane.ts';
import { makePlugin, makePublisher, makeRelease, vendor } from './release-story.ts';

interface Document {
  readonly name: string;
  readonly sdl: string;
}

export interface PublishToLiveOptions {
  readonly departments: readonly Document[];
  /** Plugins that are stable already, with labels as composing takes them. */
  readonly others: readonly Document[];
  /** As its vendor writes it; its one root field is `field`, an Int. Another each time. */
  readonly candidate: (number: number) => { readonly sdl: string; readonly field: string };
  readonly times: number;
}

/** Milliseconds from the upload on. */
export interface PublishedLive {
  /** The release is stored: admission has judged it. */
  readonly acceptedMs: number;
  /** A graph set has it: it was composed. */
  readonly composedMs: number;
  /** A caller of the sandbox has its answer. */
  readonly liveMs: number;
}

const VENDOR: Viewer = {
  principal: { ...ANONYMOUS, subject: vendor.owner, roles: ['vendor'] },
  standing: null,
  purpose: null,
  receivers: [],
};
const NAME = 'iov-plugin';
const GIVE_UP_MS = 180_000;
const LOOK_MS = 50;
/** Of the discard protocol: departments are not asked here. */
const AWAY = 'http://127.0.0.1:9/graphql';

/**
 * What a vendor waits for between uploading a release and an answer of the sandbox that has its field, with everything real: admission with both composers, the registry's
 * control plane, a gateway that follows it, and the plugin's own server. Measured from outside, several times.
 */
export async function publishToLive(options: PublishToLiveOptions): Promise<PublishedLive[]> {
  const { departments, others, candidate, times } = options;
  await using open = new AsyncDisposableStack();
  const folder = open.adopt(await mkdtemp(join(tmpdir(), 'citygraph-publish-')), (path) =>
    rm(path, { recursive: true }),
  );
  let answer: Readonly<Record<string, number>> = {};
  const plugin = open.adopt(
    await onLoopback((req, res) => {
      req.resume();
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: answer }));
    }),
    (it) => it.close(),
  );
  const loopback = [new URL(plugin.origin).host];
  const orm = open.adopt(
    await openDatabase({ url: `sqlite:${join(folder, 'registry.sqlite')}`, subgraph: registry }),
    (it) => it.close(true),
  );
  await migrate(orm);
  const em = (): EntityManager => orm.em.fork() as EntityManager;
  // The first policy: nobody has decided anything.
  await renewPolicy(em(), { now: () => new Date() });
  await makePublisher(em());
  for (const { name, sdl } of others) {
    await makePlugin(em(), name);
    await makeRelease(em(), { plugin: name, version: '1.0.0', sdl, state: 'STABLE' });
  }
  await makePlugin(em(), NAME, 'iov');

  const [hopMaster, secret, hopKey] = [generateHopSecret(), generateHopSecret(), await generateSigningKey()];
  const ports = open.adopt(openPorts({ loopback, webhookSecret: generateHopSecret(), hopMaster }), (it) => it.close());
  ports.attach(orm);
  const keys = await openKeyFolder(join(folder, 'keys'));
  const subjectSecret = generateHopSecret();
  const plane = open.adopt(
    await runControlPlane({
      orm,
      policyKeys: () => keys.signing('policy'),
      graphKeys: () => keys.signing('graphs'),
      followKeyset: async (take) => attendKeys({ keys, take }),
      subjectSecret,
      control: { host: '127.0.0.1', port: 0, gateways: [{ name: 'gateway', secret }] },
      firstParty: departments,
      canary: createCanary({ hopMaster, reach: null, vendors: { loopback } }),
    }),
    (it) => it.close(),
  );
  const delivery = open.adopt(
    await openDelivery({
      url: plane.url,
      secret,
      rootKeys: keys.roots,
      hopMaster,
      folder: join(folder, 'gateway'),
      routes: Object.fromEntries(
        departments.map(({ name }) => [
          name,
          { url: AWAY, tier: 'department' as const, hop: { keyId: name, secret: generateHopSecret() } },
        ]),
      ),
    }),
    (it) => it.close(),
  );
  const ledger = open.adopt(
    await openLocalLedger({ folder: join(folder, 'ledger'), ledger: 'city', key: await generateSigningKey() }),
    (it) => it.close(),
  );
  const gateway = open.adopt(
    await delivery.start((supergraph) =>
      createGateway({
        supergraph,
        hopKey,
        principal: async () => VENDOR.principal,
        policy: { keys: delivery.policyKeys, subjectSecret },
        ledger: { ledger, subjectSecret },
        sealing: [{ id: 'a', secret: generateHopSecret() }],
        vendors: { loopback },
      }),
    ),
    (it) => it.close(),
  );
  const server = open.adopt(await onLoopback((req, res) => void gateway.handle(req, res)), (it) => it.close());
  const ask = async (field: string): Promise<unknown> => {
    const response = await fetch(`${server.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer x', 'citygraph-channel': 'sandbox' },
      body: JSON.stringify({ query: `{ ${field} }` }),
    });
    return ((await response.json()) as { data?: Record<string, unknown> }).data?.[field];
  };

  const measured: PublishedLive[] = [];
  for (let number = 1; number <= times; number += 1) {
    const { sdl, field } = candidate(number);
    answer = { [field]: number };
    const manifest = JSON.stringify(manifestOf(`1.0.${number}`, `${plugin.origin}/graphql`));
    const began = performance.now();
    const { releaseId, verdict } = await publishRelease(
      em(),
      VENDOR,
      { plugin: NAME, sdl, manifest, breaking: null },
      ports.ports,
      new Date(),
    );
    const acceptedMs = performance.now() - began;
    if (releaseId === null)
      throw new Error(`It was refused: ${verdict.findings.map(({ message }) => message).join(' ')}`);
    const until = async (what: string, isSo: () => Promise<boolean>): Promise<number> => {
      while (!(await isSo())) {
        if (performance.now() - began > GIVE_UP_MS) throw new Error(`${field} is not ${what} after ${GIVE_UP_MS} ms.`);
        await sleep(LOOK_MS);
      }
      return performance.now() - began;
    };
    const composedMs = await until('composed', async () => (await em().count(GraphChange, { sequence: null })) === 0);
    const liveMs = await until('live', async () => (await ask(field)) === number);
    measured.push({ acceptedMs, composedMs, liveMs });
  }
  return measured;
}

const manifestOf = (version: string, url: string) => ({
  apiVersion: 'citygraph.dev/v1',
  id: `city.airlab.${NAME}`,
  version,
  publisher: 'airlab',
  subgraph: NAME,
  namespace: 'iov',
  title: { zh: '车联网', en: 'Vehicles' },
  description: { zh: '车辆数据', en: 'Of vehicles' },
  extends: ['Place'],
  runtime: { stable: { url }, sandbox: { url } },
  dataRegions: ['CN-JL'],
  permissions: { data: [], egressHosts: [] },
  slo: { availabilityPct: 99, p95Ms: 500 },
  support: { email: 'help@airlab.example' },
  licence: 'Apache-2.0',
});

async function onLoopback(handler: RequestListener): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = await listen(handler, { host: '127.0.0.1', port: 0, flag: '--port' });
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${portOf(server)}`, close };
}
