import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { AtTheDesk, CommandRan } from '../command-line.ts';
import { serveProof } from '../stories/vendor.ts';
import type { Outsider, Running } from './outsider.ts';

/** A plugin's folder, whose it is, and where its server listens on this machine: first to prove the domain, then to serve. */
export interface VendorProject {
  /** Within the outsider's folder. */
  readonly folder: string;
  readonly publisher: string;
  readonly namespace: string;
  readonly port: number;
  readonly uscc?: string;
  readonly claims?: readonly string[];
}

/** `data` of a command that went well; `exit` 5: it is somebody else's turn now. */
export function went<T>({ exit, data, error }: CommandRan, expected: 0 | 5 = 0): T {
  expect({ exit, error }).toEqual({ exit: expected, error: null });
  return data;
}

/** Registers the publisher and proves that this machine is its domain. */
export async function becomePublisher(maker: AtTheDesk, project: VendorProject): Promise<void> {
  const { publisher, namespace, port, uscc } = project;
  const facts = ['--name', `The people of ${publisher}`, '--contact', `help@${publisher}.example`];
  const firm = uscc === undefined ? [] : ['--uscc', uscc];
  went(await maker.citygraph('publisher', 'register', publisher, ...facts, '--namespace', namespace, ...firm));
  const asked = await maker.citygraph('publisher', 'verify', publisher, '--domain', `127.0.0.1:${port}`);
  const { url, content } = went<{ url: string; content: string }>(asked, 5);
  const server = await serveProof(port, new URL(url).pathname, content);
  const proved = await maker.citygraph('publisher', 'verify', publisher);
  await new Promise((resolve) => server.close(resolve).closeAllConnections());
  expect(went(proved)).toMatchObject({ verification: 'DOMAIN_PROVED' });
}

/** Writes into `citygraph.yaml` where the server is. */
export async function servedHere(outsider: Outsider, { folder, port }: VendorProject): Promise<void> {
  const file = join(outsider.folder, folder, 'citygraph.yaml');
  const manifest = await readFile(file, 'utf8');
  await writeFile(file, manifest.replaceAll(/https:\/\/\S+\/graphql/g, `http://127.0.0.1:${port}/graphql`));
}

/** Check, publish, key: every command in the project's folder, as its vendor types them. */
export async function toTheSandbox(maker: AtTheDesk, at: string, claims: readonly string[] = []) {
  const claimed = claims.flatMap((name) => ['--claim', name]);
  const checked = await maker.citygraphIn(at, 'plugin', 'check', ...claimed);
  expect(went(checked)).toMatchObject({ admitted: true, findings: [] });
  const published = await maker.citygraphIn(at, 'plugin', 'publish', '--wait');
  expect(went(published)).toMatchObject({ serving: { state: 'SERVING' } });
  const keys = went<{ keyId: string; secret: string }[]>(await maker.citygraphIn(at, 'plugin', 'key'));
  return {
    checkedMs: checked.ms,
    publishedMs: published.ms,
    hopKeys: keys.map(({ keyId, secret }) => `${keyId}=${secret}`).join(),
  };
}

/** Starts the plugin's server as its README says, and waits until it listens. */
export async function serve(
  outsider: Outsider,
  { folder, port }: VendorProject,
  env: { readonly hub: string; readonly hopKeys: string } & NodeJS.ProcessEnv,
): Promise<Running> {
  const { hub, hopKeys, ...more } = env;
  const server = outsider.start('npm', ['start'], folder, {
    ...more,
    PORT: String(port),
    HOST: '127.0.0.1',
    CITYGRAPH_HUB: hub,
    CITYGRAPH_HOP_KEYS: hopKeys,
  });
  await server.says('"event":"serving"');
  return server;
}
