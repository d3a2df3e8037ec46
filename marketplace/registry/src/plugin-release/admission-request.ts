import { requestOf } from '@citygraph/admission';
import type { PluginManifest } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { NameClaim } from '../name-claim/name-claim.entity.ts';
import { returnableIn } from '../name-claim/name-claim.rules.ts';
import type { OwnPlugin } from '../plugin/load-plugin.ts';
import type { AdmissionRequest } from './admission.ts';
import { PluginRelease } from './plugin-release.entity.ts';

/** What is judged of a release, whether it comes for the first time or is looked at again. */
export type Submitted = Pick<PluginRelease, 'plugin' | 'version' | 'sdl' | 'manifest' | 'stableUrl' | 'terms'>;

export interface PreparedRequest {
  readonly request: AdmissionRequest;
  /** Names granted to the publisher, sorted, so that two lists can be compared. */
  readonly claims: readonly string[];
  /** Digest of the release that serves everybody now; null: none does. */
  readonly replaces: string | null;
}

/** What admission is asked: the document with the names that its publisher has at this moment, against the release that serves. */
export async function admissionRequestOf(
  em: EntityManager,
  { plugin, publisher }: OwnPlugin,
  { version, sdl, manifest, stableUrl, terms }: Submitted,
  { force }: { readonly force: boolean },
): Promise<PreparedRequest> {
  const { name, namespace } = plugin;
  const claims = await claimsOf(em, publisher.id);
  const stable = await em.findOne(PluginRelease, { plugin: name, state: 'STABLE' }, { disableIdentityMap: true });
  const { base: _, ...asked } = requestOf(
    // Written by the contract's own reader.
    { name, namespace, manifest: manifest as Partial<PluginManifest> },
    { sdl, url: stableUrl },
    { base: [], previous: stable && { sdl: stable.composedSdl }, claims, mintable: returnableIn(claims, namespace) },
  );
  return {
    claims,
    replaces: stable?.digest ?? null,
    request: {
      ...asked,
      plugin: { ...asked.plugin, version },
      publisher: publisher.handle,
      manifest: { ...asked.manifest, persons: terms.persons },
      mintable: asked.mintable.filter((type) => asked.manifest.mints.includes(type)),
      previous: stable && { version: stable.version, sdl: stable.composedSdl },
      force,
    },
  };
}

export async function claimsOf(em: EntityManager, publisherId: string): Promise<string[]> {
  const claims = await findRows(em, NameClaim, { publisherId, state: 'GRANTED' });
  return claims.map(({ name }) => name).sort();
}
