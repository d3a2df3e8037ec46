import { relative, resolve } from 'node:path';
import type { PluginManifest } from '@citygraph/contract';
import { findManifest } from './find-manifest.ts';
import { readManifestFile } from './project.ts';

export interface PluginFlags {
  readonly plugin?: string | undefined;
  readonly manifest?: string | undefined;
}

export interface NamedPlugin {
  readonly plugin: string;
  /** Of the manifest; null: the plugin was named without one. */
  readonly version: string | null;
  /** null: the plugin was named without one. */
  readonly manifest: PluginManifest | null;
}

/** The plugin that a flag names, or the one of this folder's manifest. */
export async function pluginName(cwd: string, { plugin, manifest }: PluginFlags): Promise<NamedPlugin> {
  if (plugin !== undefined) return { plugin, version: null, manifest: null };
  const path = manifest === undefined ? await findManifest(cwd, ['hint.say-plugin']) : resolve(cwd, manifest);
  const { manifest: read } = await readManifestFile(path, relative(cwd, path));
  return { plugin: read.subgraph, version: read.version, manifest: read };
}
