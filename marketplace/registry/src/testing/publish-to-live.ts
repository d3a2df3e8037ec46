import { setTimeout as sleep } from 'node:timers/promises';
import { ANONYMOUS, type Viewer } from '@citygraph/contract';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { publishRelease } from '../plugin-release/publish-release.ts';
import { askAt, type LiveDocument, onLoopback, openLiveHub } from './live-hub.ts';
import { makePlugin, makePublisher, makePublisherOf, makeRelease, vendor, vendorNamed } from './release-story.ts';

export interface PublishToLiveOptions {
  readonly departments: readonly LiveDocument[];
  /** Plugins that are stable already, with labels as composing takes them. */
  readonly others: readonly LiveDocument[];
  /** Plugins of one other publisher that the sandbox tries as well, and that need not go with each other. */
  readonly rivals?: readonly LiveDocument[];
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
const RIVAL = vendorNamed('rival');
const NAME = 'iov-plugin';
const GIVE_UP_MS = 180_000;
const LOOK_MS = 50;

/**
 * What a vendor waits for between uploading a release and an answer of the sandbox that has its field, with everything real: admission with both composers, the registry's
 * control plane, a gateway that follows it, and the plugin's own server. Measured from outside, several times.
 */
export async function publishToLive(options: PublishToLiveOptions): Promise<PublishedLive[]> {
  const { departments, others, rivals = [], candidate, times } = options;
  await using open = new AsyncDisposableStack();
  let answer: Readonly<Record<string, number>> = {};
  const plugin = open.adopt(
    await onLoopback((req, res) => {
      req.resume();
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: answer }));
    }),
    (it) => it.close(),
  );
  const hub = open.adopt(
    await openLiveHub({
      departments,
      loopback: [new URL(plugin.origin).host],
      principal: async () => VENDOR.principal,
      async prepare(em) {
        await makePublisher(em);
        for (const { name, sdl } of others) {
          await makePlugin(em, name);
          await makeRelease(em, { plugin: name, version: '1.0.0', sdl, state: 'STABLE' });
        }
        if (rivals.length > 0) await makePublisherOf(em, RIVAL);
        for (const { name, sdl } of rivals) {
          await makePlugin(em, name, name, RIVAL);
          await makeRelease(em, { plugin: name, version: '1.0.0', sdl, state: 'PUBLISHED' });
        }
        await makePlugin(em, NAME, 'iov');
      },
    }),
    (it) => it.close(),
  );
  const [origin = ''] = hub.origins;
  const ask = async (field: string): Promise<unknown> => {
    const headers = { authorization: 'Bearer x', 'citygraph-channel': 'sandbox' };
    return (await askAt(origin, `{ ${field} }`, headers)).data?.[field];
  };

  const measured: PublishedLive[] = [];
  for (let number = 1; number <= times; number += 1) {
    const { sdl, field } = candidate(number);
    answer = { [field]: number };
    const manifest = JSON.stringify(manifestOf(`1.0.${number}`, `${plugin.origin}/graphql`));
    const began = performance.now();
    const { releaseId, verdict } = await publishRelease(
      hub.em(),
      VENDOR,
      { plugin: NAME, sdl, manifest, breaking: null },
      hub.ports,
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
    const composedMs = await until(
      'composed',
      async () => (await hub.em().count(GraphChange, { sequence: null })) === 0,
    );
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
