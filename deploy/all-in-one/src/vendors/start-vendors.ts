import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PluginManifest, readManifest } from '@citygraph/contract';
import type { Credentials } from '@citygraph/identity';
import { parse } from 'yaml';
import { DEMO_VENDORS, type DemoVendor } from './demo-vendor.ts';
import { type FrontDesk, frontDesk } from './front-desk.ts';
import { type PluginProcess, runPlugin } from './run-plugin.ts';
import { settlePublisher } from './settle-publisher.ts';
import { settleRelease } from './settle-release.ts';
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
  for (const vendor of DEMO_VENDORS) kept.set(vendor, await openVendorFile(dataDir, vendor.name));
  const ending = new AbortController();
  const running: PluginProcess[] = [];
  let work: Promise<void> = Promise.resolve();
  const runOne = async (vendor: DemoVendor, { port, hopKeys: known }: KeptVendor, at: HubAddress): Promise<void> => {
    const { signal } = ending;
    const folder = join(EXAMPLES, vendor.name);
    const desk = frontDesk({ ...at, signal });
    const { manifest, sdl } = await documentsOf(folder, port);
    const publishing = { desk, vendor, manifest, sdl, port };
    const run = async (hopKeys: string): Promise<void> => {
      const plugin = await runPlugin({
        folder,
        port,
        hub: at.origin,
        hopKeys,
        onFailure: (why) => say(`The vendor ${vendor.name} is down: ${why}`),
      });
      running.push(plugin);
      signal.throwIfAborted();
    };
    if (known !== null) await run(known);
    else {
      await settlePublisher(publishing);
      const hopKeys = await shownHopKeys(desk, vendor);
      await keepVendor(dataDir, vendor.name, { port, hopKeys });
      await run(hopKeys);
    }
    if (await settleRelease(publishing, signal))
      say(`The vendor ${vendor.name} ${manifest.version} is published and serves everybody.`);
  };
  return {
    addresses: [...kept.values()].map(({ port }) => `127.0.0.1:${port}`),
    states: [...kept].map(([{ name }, { port, hopKeys }]) => ({
      name,
      address: `127.0.0.1:${port}`,
      isKnown: hopKeys !== null,
    })),
    run(at) {
      work = (async () => {
        for (const [vendor, { port, hopKeys }] of kept) {
          await runOne(vendor, { port, hopKeys }, at).catch((error: unknown) => {
            if (ending.signal.aborted) return;
            const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
            say(`The vendor ${vendor.name} could not be brought up: ${why} The next start goes on from there.`);
          });
        }
      })();
      return work;
    },
    async close() {
      ending.abort();
      await work;
      await Promise.all(running.map((plugin) => plugin.close()));
    },
  };
}

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
