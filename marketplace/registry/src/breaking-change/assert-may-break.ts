import { CityGraphError } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { BreakingChange, type TakenCoordinate } from './breaking-change.entity.ts';
import { told } from './breaking-change.rules.ts';

export interface Difference {
  /** Digest of the release that serves everybody; null: none does. */
  readonly replaces: string | null;
  readonly broken: readonly TakenCoordinate[];
}

/**
 * Clients lose nothing that they ask for, or two people have taken upon themselves exactly this release, in the place of exactly that one, and all that it takes.
 * @throws CONFLICT that names what they would lose
 */
export async function assertMayBreak(
  em: EntityManager,
  { id, plugin, version, digest }: Pick<PluginRelease, 'id' | 'plugin' | 'version' | 'digest'>,
  { replaces, broken }: Difference,
): Promise<void> {
  if (broken.length === 0) return;
  const where = { releaseId: id, releaseDigest: digest, kind: 'RELEASE' as const, state: 'CONFIRMED' as const };
  const confirmed = (await findRows(em, BreakingChange, where)).filter((one) => one.replaces === replaces);
  const missing = broken.filter(
    ({ coordinate }) => !confirmed.some(({ taken }) => taken.some((one) => one.coordinate === coordinate)),
  );
  if (missing.length === 0) return;
  throw new CityGraphError(
    'CONFLICT',
    `${plugin} ${version} breaks what clients asked for in the last 30 days: ${told(missing)}. Publish a version that keeps it, or ask with forceBreakingChange, and somebody who is not of its publisher confirms it.`,
    { extensions: { rule: 'BREAKING', coordinates: missing.map(({ coordinate }) => coordinate) } },
  );
}
