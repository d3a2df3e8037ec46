import { found } from '../expected.ts';
import type { Hub } from '../hub/hub.ts';
import { nodesOf, RELEASE_TEXTS, RELEASES, type Release, type ReleaseText } from '../operations/plugin.ts';

/** A release by its version; of null, the latest. */
export async function releaseOf(hub: Hub, plugin: string, version: string | null): Promise<Release> {
  return byVersion(nodesOf((await hub.ask(RELEASES, { plugin, first: 100 })).pluginReleases), plugin, version);
}

/** The same with its document and manifest, as far as one may see them. */
export async function releaseTextOf(hub: Hub, plugin: string, version: string | null): Promise<ReleaseText> {
  return byVersion(nodesOf((await hub.ask(RELEASE_TEXTS, { plugin, first: 100 })).pluginReleases), plugin, version);
}

function byVersion<R extends Release>(releases: readonly R[], plugin: string, version: string | null): R {
  const release = version === null ? releases[0] : releases.find((one) => one.version === version);
  return found(release, version === null ? plugin : `${plugin}@${version}`);
}
