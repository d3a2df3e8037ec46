import type { SensitivityLevel } from '@citygraph/contract';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';

/** What a release is sent of one coordinate, and whether the one before was. */
export interface EgressRow {
  readonly coordinate: string;
  readonly level: SensitivityLevel;
  readonly needsGrant: boolean;
  /** To the plugin, at this moment. */
  readonly granted: boolean;
  /** `requires of LegalEntity.aqi_index`, `edge to Place.aqi_index`. */
  readonly ways: readonly string[];
  /** ADDED, REMOVED or SAME against the release that serves. */
  readonly change: 'ADDED' | 'REMOVED' | 'SAME';
  /** What the manifest says it is for; null: it says nothing. */
  readonly purpose: string | null;
  readonly retentionDays: number | null;
  readonly reason: Readonly<Record<string, string>> | null;
}

interface Declared {
  readonly coordinate: string;
  readonly purpose?: string;
  readonly retentionDays?: number;
  readonly reason: Readonly<Record<string, string>>;
}

/** What a manifest of the contract's shape says; nothing, of any other. */
function declaredBy(manifest: PluginRelease['manifest']): readonly Declared[] {
  const { data } = (manifest.permissions ?? {}) as { readonly data?: readonly Declared[] };
  return data ?? [];
}

type Part = Pick<PluginRelease, 'egress' | 'manifest'>;

/** Declared against computed, and this release against the one before, coordinate by coordinate; what is new comes first. */
export function egressDiff(release: Part, previous: Part | null, granted: ReadonlySet<string>): EgressRow[] {
  const is = new Set(release.egress.map(({ coordinate }) => coordinate));
  const was = new Set(previous?.egress.map(({ coordinate }) => coordinate) ?? []);
  const declared = new Map(declaredBy(release.manifest).map((item) => [item.coordinate, item]));
  const rows = [...new Set([...is, ...was])].sort().map((coordinate): EgressRow => {
    const source = is.has(coordinate) ? release.egress : (previous?.egress ?? []);
    const items = source.filter((item) => item.coordinate === coordinate);
    const said = declared.get(coordinate);
    return {
      coordinate,
      level: items[0]?.level ?? 'S4',
      needsGrant: items.some(({ needsGrant }) => needsGrant),
      granted: granted.has(coordinate),
      ways: items.map(({ route, via }) => `${route} ${route === 'edge' ? 'to' : 'of'} ${via}`),
      change: !was.has(coordinate) ? 'ADDED' : is.has(coordinate) ? 'SAME' : 'REMOVED',
      purpose: said?.purpose ?? null,
      retentionDays: said?.retentionDays ?? null,
      reason: said?.reason ?? null,
    };
  });
  const rank = { ADDED: 0, REMOVED: 1, SAME: 2 } as const;
  return rows.sort((one, other) => rank[one.change] - rank[other.change]);
}
