import { CommandError } from '../command-error.ts';
import { readText } from '../settings/read-file.ts';
import type { Project } from './project.ts';

/** A release as it is published, in one file: what a pipeline builds in one step and publishes in another. */
export interface Bundle {
  readonly apiVersion: 'citygraph.dev/v1';
  readonly plugin: string;
  readonly version: string;
  readonly sdl: string;
  readonly manifest: unknown;
  /** What the hub will call the release by: SHA-256 over plugin, version, document and manifest. */
  readonly digest: string;
}

export async function bundleOf({
  manifest,
  written,
  sdl: own,
}: Pick<Project, 'manifest' | 'written' | 'sdl'>): Promise<Bundle> {
  const { digestOfPayload, publishedSdl } = await import('@citygraph/contract');
  const { sdl } = publishedSdl(own);
  const { subgraph: plugin, version } = manifest;
  const digest = digestOfPayload({ plugin, version, sdl, manifest: written });
  return { apiVersion: 'citygraph.dev/v1', plugin, version, sdl, manifest: written, digest };
}

/** A bundle of a file; one that was changed after it was built is refused. */
export async function readBundle(path: string): Promise<Bundle> {
  const broken = () =>
    new CommandError('MANIFEST_INVALID', 'error.bundle-broken', { path }, { suggestions: [['hint.plugin-build']] });
  let said: Partial<Bundle> | null;
  try {
    said = JSON.parse(await readText(path));
  } catch (error) {
    throw error instanceof CommandError ? error : broken();
  }
  const { manifestFaults } = await import('@citygraph/contract');
  if (typeof said?.sdl !== 'string' || manifestFaults(said.manifest).length > 0) throw broken();
  const manifest = said.manifest as Project['manifest'];
  const bundle = await bundleOf({ manifest, written: manifest, sdl: said.sdl });
  if (bundle.digest !== said.digest) throw broken();
  return bundle;
}
