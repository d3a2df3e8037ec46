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
}

/**
 * What is asked about a plugin away from the hub: the same of everybody who asks, be it a check, a local hub or a test. What the manifest says that it returns
 * of others it is taken to have leave for; the hub alone knows.
 */
export function requestOfManifest(
  manifest: PluginManifest,
  { sdl, url }: Pick<SubgraphSource, 'sdl' | 'url'>,
  { base, previous, claims }: JoinedCity,
): AdmissionRequest {
  const { subgraph: name, namespace, permissions } = manifest;
  return {
    base: base.filter((subgraph) => subgraph.name !== name),
    plugin: { name, url, sdl },
    namespace,
    claims: claims.filter((claim) => !claim.includes(':')),
    manifest: declaredBy(manifest),
    mintable: permissions.mints ?? [],
    previous: previous && { name, url, sdl: previous.sdl },
  };
}

/** What is held against the document of what a manifest says. */
export const declaredBy = ({
  extends: extended,
  permissions,
  runtime,
  support,
}: PluginManifest): Required<AdmissionManifest> => ({
  data: permissions.data.map(({ coordinate }) => coordinate),
  persons: permissions.persons ?? {},
  extends: extended,
  mints: permissions.mints ?? [],
  endpoints: [runtime.stable.url, runtime.sandbox.url],
  pages: support.url === undefined ? [] : [support.url],
});
