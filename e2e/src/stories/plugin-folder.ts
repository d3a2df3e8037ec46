import type { PluginManifest } from '@citygraph/contract';
import { type AtTheDesk, type CommandRan, well } from '../command-line.ts';
import { until } from './until.ts';
import type { Vendor } from './vendor.ts';

export interface ReleaseRow {
  readonly version: string;
  readonly state: string;
  readonly waitsFor: { readonly who: string; readonly reason: string | null } | null;
}

export interface RolloutRow {
  readonly id: string;
  readonly version: string;
  readonly state: string;
  readonly percent: number;
}

/** A vendor's folder with a plugin in it, and what its maker learns there by command. */
export interface PluginFolder {
  writeManifest(manifest: PluginManifest): Promise<void>;
  writeSdl(sdl: string): Promise<void>;
  /** Both files; `at`: the port where this release is served, default the vendor's own. */
  writeRelease(version: string, at?: number): Promise<void>;
  /** A hub that is busy says that it does not know what became of it (exit status 2); publishing again is always safe. */
  publish(...flags: string[]): Promise<CommandRan>;
  /** The latest first. */
  releases(): Promise<readonly ReleaseRow[]>;
  latestRollout(): Promise<RolloutRow>;
}

export function pluginFolder(maker: AtTheDesk, vendor: Vendor): PluginFolder {
  const status = async (): Promise<{ releases: ReleaseRow[]; rollouts: RolloutRow[] }> =>
    well(await maker.citygraph('plugin', 'status'));
  const folder: PluginFolder = {
    writeManifest: (manifest) => maker.write('citygraph.yaml', JSON.stringify(manifest)),
    writeSdl: (sdl) => maker.write('schema.graphql', sdl),
    async writeRelease(version, at) {
      await folder.writeManifest(vendor.manifest(version, at));
      await folder.writeSdl(vendor.sdl(version));
    },
    publish: (...flags) =>
      until(
        () => maker.citygraph('plugin', 'publish', ...flags),
        ({ exit }) => exit !== 2,
      ),
    releases: async () => (await status()).releases,
    async latestRollout() {
      const [latest] = (await status()).rollouts;
      if (!latest) throw new Error(`${vendor.plugin} has no rollout.`);
      return latest;
    },
  };
  return folder;
}
