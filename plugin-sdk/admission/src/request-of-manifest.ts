import type { SubgraphSource } from '@citygraph/composition';
import type { PluginManifest } from '@citygraph/contract';
import type { AdmissionManifest, AdmissionRequest } from './admission.ts';

/** Where a plugin is to join, and what its publisher was granted. */
export interface JoinedCity {
  readonly base: readonly SubgraphSource[];
  /** The release that serves now; null: it is new. */
  readonly previous: Pick<SubgraphSource, 'sdl'> | null;
  /** Names outside the namespace that were granted. `iov:Place`, leave to return a type, is among them in the hub's own list. */
  readonly claims: readonly string[];
  /** Types of others that it may return; left out: those that its manifest says. The hub alone knows. */
  readonly mintable?: readonly string[];
}

/** A plugin as whoever asks knows it. */
export interface AskingPlugin {
  readonly name: string;
  readonly namespace: string;
  /** As it was read, or as it was kept: of what it does not say nothing is compared. */
  readonly manifest: Partial<PluginManifest>;
}

/** What is asked about a plugin: the same of everybody who asks, be it the hub, a check, a local hub or a test. */
export function requestOf(
  { name, namespace, manifest }: AskingPlugin,
  { sdl, url }: Pick<SubgraphSource, 'sdl' | 'url'>,
  { base, previous, claims, mintable = manifest.permissions?.mints ?? [] }: JoinedCity,
) {
  return {
    base: base.filter((subgraph) => subgraph.name !== name),
    plugin: { name, url, sdl },
    namespace,
    claims: claims.filter((claim) => !claim.includes(':')),
    manifest: declaredBy(manifest),
    mintable,
    previous: previous && { name, url, sdl: previous.sdl },
  } satisfies AdmissionRequest;
}

/** The same away from the hub, by the manifest alone. */
export const requestOfManifest = (
  manifest: PluginManifest,
  published: Pick<SubgraphSource, 'sdl' | 'url'>,
  city: JoinedCity,
): AdmissionRequest => requestOf({ name: manifest.subgraph, namespace: manifest.namespace, manifest }, published, city);

/** What is held against the document of what a manifest says. */
const declaredBy = ({ extends: extended, permissions, runtime, support }: Partial<PluginManifest>) =>
  ({
    data: permissions?.data.map(({ coordinate }) => coordinate) ?? [],
    persons: permissions?.persons ?? {},
    mints: permissions?.mints ?? [],
    ...(extended && { extends: extended }),
    endpoints: runtime ? [runtime.stable.url, runtime.sandbox.url] : [],
    pages: support?.url === undefined ? [] : [support.url],
  }) satisfies AdmissionManifest;
