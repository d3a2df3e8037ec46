import { isFree } from '../dev/free-port.ts';
import { isLoopback } from '../hub/address.ts';
import type { Hub } from '../hub/hub.ts';
import type { Translate } from '../messages/messages.ts';
import type { Release } from '../operations/plugin.ts';
import type { Pipeline } from './pipeline.ts';
import { latestRelease } from './release-of.ts';

/** Where a release stands that is tried in the sandbox no more. */
const LEFT: ReadonlySet<string> = new Set(['REJECTED', 'SUPERSEDED', 'ROLLED_BACK', 'WITHDRAWN']);

/** What the sandbox serves of a plugin: the latest release that may be tried; null: none. */
export async function sandboxHas(
  { hub, pipeline }: { readonly hub: Hub; readonly pipeline: Pipeline | null },
  plugin: string,
): Promise<Pick<Release, 'version' | 'digest'> | null> {
  const isTried = ({ state }: Pick<Release, 'state'>): boolean => !LEFT.has(state);
  if (pipeline) return (await pipeline.releases(null)).find(isTried) ?? null;
  return latestRelease(hub, plugin, isTried);
}

/** Whether it is this one: a release that is published again need not be the latest. That the graph has it does not mean that anything answers at `url`. */
export function saySandboxHas(
  has: Pick<Release, 'version' | 'digest'> | null,
  { plugin, digest, url }: { readonly plugin: string; readonly digest: string; readonly url: string },
  m: Translate,
): string {
  if (has?.digest === digest) return m('say.sandbox-graph-has-it', { url });
  return has ? m('say.sandbox-has-another', { plugin, version: has.version }) : m('say.sandbox-has-none', { plugin });
}

/** The server of a plugin is to run on this machine, and nothing does; of other machines, nobody here can tell what the hub sees. */
export async function isSilentHere(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return isLoopback(hostname) && (await isFree(Number(port || 80)));
}
