import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type PluginManifest, readManifest } from '@citygraph/contract';
import type { Credentials } from '@citygraph/identity';
import { parse } from 'yaml';
import { DEMO_VENDORS, type DemoVendor } from './demo-vendor.ts';
import { type FrontDesk, frontDesk, Refused } from './front-desk.ts';
import { type PluginProcess, runPlugin } from './run-plugin.ts';
import { settlePublisher } from './settle-publisher.ts';
import { publishOnce, settleRelease, TakenBack } from './settle-release.ts';
import { type KeptVendor, keepVendor, openVendorFile } from './vendor-file.ts';

export const EXAMPLES = fileURLToPath(new URL('../../../../examples/plugins/', import.meta.url));

/** Where a vendor stands, as the banner says it. */
export interface VendorState {
  readonly name: string;
  readonly address: string;
  /** Its plugin was made at an earlier start, or is made after this one. */
  readonly isKnown: boolean;
}

export interface Vendors {
  /** `host:port` pairs where the plugins are or will be. */
  readonly addresses: readonly string[];
  readonly states: readonly VendorState[];
  /** Runs them and publishes what is not published. Never throws: what fails is said, and concerns that vendor alone. */
  run(hub: HubAddress): Promise<void>;
  close(): Promise<void>;
}

export interface HubAddress {
  readonly origin: string;
  readonly issuer: string;
  readonly credentials: Credentials;
}

/** Finds each vendor's place on this machine: before the hub is there, for the hub has to know whom it may dial. */
export async function openVendors(dataDir: string, say: (line: string) => void): Promise<Vendors> {
  const kept = new Map<DemoVendor, KeptVendor>();
  for (const vendor of DEMO_VENDORS) {
    try {
      kept.set(vendor, await openVendorFile(dataDir, vendor.name));
    } catch (error) {
      say(`The vendor ${vendor.name} is left out: ${sentenceOf(error)}`);
    }
  }
  const ending = new AbortController();
  const { signal } = ending;
  const calledOff = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const running = new Map<DemoVendor, PluginProcess>();
  let work: Promise<void> = Promise.resolve();

  const run = async (vendor: DemoVendor, hopKeys: string, hub: string): Promise<void> => {
    if (running.has(vendor)) return;
    const { name } = vendor;
    const plugin = runPlugin({
      folder: join(EXAMPLES, name),
      port: kept.get(vendor)?.port ?? 0,
      hub,
      hopKeys,
      onFailure: (why, againInMs) =>
        say(`The vendor ${name} is down: ${sentenceOf(why)} It is started again in ${againInMs / 1000} s.`),
      onReturn: () => say(`The vendor ${name} is up again.`),
    });
    running.set(vendor, plugin);
    // Whoever stops the hub waits for no plugin that is still being loaded.
    await Promise.race([plugin.listens, calledOff]);
    signal.throwIfAborted();
  };
  const settle = async (vendor: DemoVendor, { port, hopKeys: known }: KeptVendor, at: HubAddress): Promise<void> => {
    const desk = frontDesk({ ...at, signal });
    const { manifest, sdl } = await documentsOf(join(EXAMPLES, vendor.name), port);
    const publishing = { desk, vendor, manifest, sdl, port };
    if (known === null && !running.has(vendor)) {
      await settlePublisher(publishing);
      // Keys are a plugin's, and its first release makes it.
      await publishOnce(publishing);
      const hopKeys = await shownHopKeys(desk, vendor);
      await keepVendor(dataDir, vendor.name, { port, hopKeys });
      await run(vendor, hopKeys, at.origin);
    }
    if (await settleRelease(publishing, signal))
      say(`The vendor ${vendor.name} ${manifest.version} is published and serves everybody.`);
  };
  const bringUp = async (at: HubAddress): Promise<void> => {
    await Promise.all([...kept].map(([vendor, { hopKeys }]) => hopKeys && run(vendor, hopKeys, at.origin)));
    // One after the other: judging a document takes a core.
    for (const [vendor, place] of kept) {
      await untilAnswered(() => settle(vendor, place, at), signal).catch((error: unknown) => {
        if (signal.aborted) return;
        say(`The vendor ${vendor.name} is not published: ${sentenceOf(error)} The next start goes on from there.`);
      });
    }
  };
  return {
    addresses: [...kept.values()].map(({ port }) => `127.0.0.1:${port}`),
    states: [...kept].map(([{ name }, { port, hopKeys }]) => ({
      name,
      address: `127.0.0.1:${port}`,
      isKnown: hopKeys !== null,
    })),
    run(at) {
      work = bringUp(at).catch((error: unknown) => {
        if (!signal.aborted) say(`The vendors could not be brought up: ${sentenceOf(error)}`);
      });
      return work;
    },
    async close() {
      ending.abort();
      await work;
      await Promise.all([...running.values()].map((plugin) => plugin.close()));
    },
  };
}

/** Waits between two tries, in milliseconds. */
const PAUSES_MS = [5_000, 15_000, 30_000];

/** A busy machine answers late, and what was asked may have been done: every step looks at how things stand before it acts, so the whole is begun again. */
async function untilAnswered(story: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (const pause of PAUSES_MS) {
    try {
      return await story();
    } catch (error) {
      const isLate = error instanceof Refused ? error.code === 'DEPARTMENT_UNAVAILABLE' : isNetworks(error);
      if (!(isLate || error instanceof TakenBack) || signal.aborted) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
  await story();
}

/** What `fetch` throws when nobody answers. */
const isNetworks = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');

const sentenceOf = (error: unknown): string =>
  (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)).replace(/[^.]$/, '$&.');

/** Its manifest and schema, served from this machine. */
async function documentsOf(folder: string, port: number): Promise<{ manifest: PluginManifest; sdl: string }> {
  const [manifest, sdl] = await Promise.all([
    readFile(join(folder, 'citygraph.yaml'), 'utf8'),
    readFile(join(folder, 'schema.graphql'), 'utf8'),
  ]);
  const here = { url: `http://127.0.0.1:${port}/graphql` };
  return { manifest: { ...readManifest(parse(manifest)), runtime: { stable: here, sandbox: here } }, sdl };
}

/** Both channels' keys: one process serves both. */
async function shownHopKeys(desk: FrontDesk, { name, person }: DemoVendor): Promise<string> {
  const pairs: string[] = [];
  for (const channel of ['STABLE', 'SANDBOX']) {
    const { keyId, secret } = await desk.ask<{ keyId: string; secret: string }>(
      person,
      'mutation K($p: ID!, $c: HopChannel!) { showHopKey(plugin: $p, channel: $c) { keyId secret } }',
      { p: name, c: channel },
    );
    pairs.push(`${keyId}=${secret}`);
  }
  return pairs.join(',');
}
