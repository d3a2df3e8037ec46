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

/** Whether it is this one: a release that is published again need not be the latest. */
export function saySandboxHas(
  has: Pick<Release, 'version' | 'digest'> | null,
  { plugin, digest }: { readonly plugin: string; readonly digest: string },
  m: Translate,
): string {
  if (has?.digest === digest) return m('say.serves-in-sandbox');
  return has ? m('say.sandbox-has-another', { plugin, version: has.version }) : m('say.sandbox-has-none', { plugin });
}
