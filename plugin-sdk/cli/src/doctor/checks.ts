import { relative } from 'node:path';
import { proxyTo } from '@citygraph/contract/fetch-through';
import { CommandError } from '../command-error.ts';
import type { CommandContext } from '../define-command.ts';
import { isFree } from '../dev/free-port.ts';
import { isLoopback } from '../hub/address.ts';
import type { Hub } from '../hub/hub.ts';
import type { MessageKey, MessageValues } from '../messages/messages.ts';
import { PLUGIN_BY_NAME } from '../operations/plugin.ts';
import { MY_PUBLISHERS } from '../operations/publisher.ts';
import { API_VERSION } from '../output/envelope.ts';
import { findManifest } from '../plugin/find-manifest.ts';
import { readManifestFile } from '../plugin/project.ts';
import { settingsFolder } from '../settings/settings-folder.ts';
import { assertWritable } from '../settings/write-file.ts';
import { discoverHub, discoverProvider, type HubFacts } from '../sign-on/discover.ts';
import { oldestNode } from '../version.ts';

export interface Checked {
  readonly name: string;
  /** `odd`: it works, and may surprise. */
  readonly state: 'good' | 'odd' | 'bad';
  readonly key: MessageKey;
  readonly values: MessageValues;
}

/** What a hub says of itself, and where. */
type Found = HubFacts & { readonly address: string };
type Verdict = Omit<Checked, 'name'>;
const said = (state: Checked['state'], key: MessageKey, values: MessageValues = {}): Verdict => ({
  state,
  key,
  values,
});

const SKEW_MS = 30_000;

/** Everything that has to be right, in the order in which one thing leans on another; a missing folder for settings is made. */
export async function checkEverything(context: CommandContext): Promise<Checked[]> {
  const { world, session } = context;
  // Three checks look at what the hub says of itself: it is asked once.
  let asked: Promise<Found> | null = null;
  const find = (): Promise<Found> => {
    asked ??= session.hub().then(async (address) => ({
      address,
      ...(await discoverHub(world, address, session.timeoutMs)),
    }));
    return asked;
  };
  // What leans on the hub is not said to be wrong when the hub is.
  const leaning = (check: (hub: Found) => Verdict | Promise<Verdict>) => async (): Promise<Verdict> => {
    const hub = await find().catch(() => null);
    return hub ? check(hub) : said('odd', 'doctor.no-hub');
  };
  const checks: readonly (readonly [string, () => Promise<Verdict>])[] = [
    ['node', async () => checkNode(world.nodeVersion, await oldestNode())],
    ['settings', () => checkWritable(settingsFolder(world))],
    ['folder', () => checkWritable(world.cwd)],
    ['proxy', async () => checkProxy(world, await session.hub().catch(() => null))],
    ['hub', async () => checkHub(await find())],
    ['clock', leaning(checkClock)],
    ['sign-on', leaning((hub) => checkSignOn(context, hub))],
    ['sign-in', leaning(() => checkSignIn(context))],
    ['manifest', () => checkManifest(context)],
    ['port', () => checkPort(context)],
  ];
  const told: Checked[] = [];
  for (const [name, check] of checks) told.push({ name, ...(await orFault(check)) });
  return told;
}

async function orFault(check: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof CommandError) || error.code === 'INTERRUPTED') throw error;
    return error.key === null
      ? said('bad', 'doctor.hub-says', { said: error.message })
      : said('bad', error.key, error.values);
  }
}

function checkNode(version: string, oldest: string): Verdict {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needed = 0, least = 0] = oldest.split('.').map(Number);
  const isGood = major > needed || (major === needed && minor >= least);
  return said(isGood ? 'good' : 'bad', isGood ? 'doctor.node' : 'doctor.node-old', {
    version,
    needed: oldest,
  });
}

async function checkWritable(folder: string): Promise<Verdict> {
  await assertWritable(folder);
  return said('good', 'doctor.writable', { folder });
}

function checkProxy({ env }: CommandContext['world'], hub: string | null): Verdict {
  if (hub === null) return said('odd', 'doctor.no-hub');
  const proxy = proxyTo(hub, env);
  return proxy ? said('good', 'doctor.proxy', { ...proxy }) : said('good', 'doctor.no-proxy');
}

function checkHub({ address, apiVersions }: Found): Verdict {
  if (apiVersions.length === 0) return said('odd', 'doctor.hub-silent', { address });
  if (apiVersions.includes(API_VERSION)) return said('good', 'doctor.hub', { address });
  return said('bad', 'error.api-version', { address, hub: apiVersions.join(', '), own: API_VERSION });
}

function checkClock({ skewMs }: Found): Verdict {
  if (skewMs === null) return said('odd', 'doctor.no-date');
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return said(
    Math.abs(skewMs) > SKEW_MS ? 'bad' : 'good',
    Math.abs(skewMs) > SKEW_MS ? 'warning.clock' : 'doctor.clock',
    { seconds },
  );
}

async function checkSignOn({ session, world }: CommandContext, { issuer }: Found): Promise<Verdict> {
  const { deviceEndpoint } = await discoverProvider(world, issuer, session.timeoutMs);
  return deviceEndpoint === null
    ? said('odd', 'error.no-device-flow', { issuer })
    : said('good', 'doctor.sign-on', { issuer });
}

async function checkSignIn({ session, hub }: CommandContext): Promise<Verdict> {
  const bearer = await session.bearer();
  if (bearer === null) return said('odd', 'doctor.not-signed-in');
  await (await hub()).ask(MY_PUBLISHERS, {});
  return said('good', 'doctor.signed-in', { from: bearer.from });
}

async function checkManifest({ world }: CommandContext): Promise<Verdict> {
  const path = await manifestPath(world.cwd);
  if (path === null) return said('good', 'doctor.no-manifest');
  const file = relative(world.cwd, path);
  await readManifestFile(path, file);
  return said('good', 'doctor.manifest', { file });
}

/** Where the plugin of this folder will listen, when it is on this machine. */
async function checkPort({ world, session, hub }: CommandContext): Promise<Verdict> {
  const path = await manifestPath(world.cwd);
  if (path === null) return said('good', 'doctor.no-port');
  const { manifest } = await readManifestFile(path, path);
  const { hostname, port } = new URL(manifest.runtime.sandbox.url);
  if (!isLoopback(hostname)) return said('good', 'doctor.no-port');
  if (!(await isFree(Number(port || 80)))) return said('odd', 'doctor.port-busy', { port });
  // A port that is free is good as long as nobody is sent there.
  const isPublished = (await session.bearer()) !== null && (await isKnown(await hub(), manifest.subgraph));
  return isPublished ? said('odd', 'doctor.nobody-at-port', { port }) : said('good', 'doctor.port-free', { port });
}

const isKnown = async (hub: Hub, plugin: string): Promise<boolean> =>
  hub.ask(PLUGIN_BY_NAME, { plugin }).then(
    (answer) => answer.plugin !== null,
    () => false,
  );

async function manifestPath(cwd: string): Promise<string | null> {
  return findManifest(cwd, ['hint.plugin-init']).catch((error: unknown) => {
    if (error instanceof CommandError && error.code === 'NO_MANIFEST') return null;
    throw error;
  });
}
