import { found } from '../expected.ts';
import type { Hub } from '../hub/hub.ts';
import { pages } from '../operations/pages.ts';
import { nodesOf, RELEASE_TEXT, RELEASES, type Release, type ReleaseText } from '../operations/plugin.ts';

/** Releases a question may ask for. */
const PAGE = 100;

/** The latest release that is wanted, however many pipelines published since; null: there is none. */
export async function latestRelease(
  hub: Hub,
  plugin: string,
  isWanted: (release: Release) => boolean,
): Promise<Release | null> {
  const ask = async (after: string | null) => (await hub.ask(RELEASES, { plugin, first: PAGE, after })).pluginReleases;
  for await (const page of pages(ask)) {
    const release = nodesOf(page).find(isWanted);
    if (release) return release;
  }
  return null;
}

/** The same with its document and manifest, as far as one may see them. */
export async function latestReleaseText(
  hub: Hub,
  plugin: string,
  isWanted: (release: Release) => boolean,
): Promise<ReleaseText | null> {
  const release = await latestRelease(hub, plugin, isWanted);
  return release && textOf(hub, release);
}

/** A release by its version; of null, the latest. */
export async function releaseOf(hub: Hub, plugin: string, version: string | null): Promise<Release> {
  const release = await latestRelease(hub, plugin, (one) => version === null || one.version === version);
  return found(release, version === null ? plugin : `${plugin}@${version}`);
}

/** The same with its document and manifest, as far as one may see them. */
export async function releaseTextOf(hub: Hub, plugin: string, version: string | null): Promise<ReleaseText> {
  return textOf(hub, await releaseOf(hub, plugin, version));
}

const textOf = async (hub: Hub, { id, version }: Release): Promise<ReleaseText> =>
  found((await hub.ask(RELEASE_TEXT, { id })).pluginRelease, version);

/** What everybody is served. */
export const isStable = ({ state }: Release): boolean => state === 'STABLE';
