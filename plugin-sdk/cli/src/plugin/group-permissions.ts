import type { PluginManifest } from '@citygraph/contract';
import { CommandError } from '../command-error.ts';

/** One request: the same purpose, the same end, the same reason. */
export interface PermissionGroup {
  readonly coordinates: readonly string[];
  readonly purpose: string;
  readonly retentionDays: number;
  /** Chinese first: owners read it. */
  readonly reason: string;
}

export interface GroupOptions {
  /** null: everything that is declared. */
  readonly only: readonly string[] | null;
  /** These win over what the manifest says: a second purpose is a grant of its own. */
  readonly purpose: string | null;
  readonly retentionDays: number | null;
  readonly reason: string | null;
}

/** What a manifest declares, as requests to the owners of the data. */
export function groupPermissions({ permissions }: PluginManifest, options: GroupOptions): PermissionGroup[] {
  const groups = new Map<string, PermissionGroup>();
  for (const permission of permissions.data) {
    const { coordinate, reason } = permission;
    if (options.only !== null && !options.only.includes(coordinate)) continue;
    const purpose = options.purpose ?? permission.purpose ?? null;
    const retentionDays = options.retentionDays ?? permission.retentionDays ?? null;
    if (purpose === null) throw missing('--purpose', coordinate);
    if (retentionDays === null) throw missing('--retention-days', coordinate);
    const said = options.reason ?? `${reason.zh} / ${reason.en}`;
    const key = JSON.stringify([purpose, retentionDays, said]);
    const before = groups.get(key)?.coordinates ?? [];
    groups.set(key, { coordinates: [...before, coordinate], purpose, retentionDays, reason: said });
  }
  return [...groups.values()];
}

const missing = (flag: string, coordinate: string) =>
  new CommandError('USAGE', 'error.flag-for-coordinate', { flag, coordinate });
