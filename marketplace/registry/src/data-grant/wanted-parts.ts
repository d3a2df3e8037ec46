import type { Purpose, SensitivityLevel } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';
import { notGranted } from '../catalog-entry/not-granted.ts';
import { DATA_AUTHORITY } from '../catalog-entry/providers.ts';
import { wrong } from '../wrong.ts';
import { egressOf } from './egress-of.ts';
import { fitsPurpose } from './fits-purpose.ts';

/** What one agency would have to grant. */
export interface WantedPart {
  readonly coordinates: string[];
  readonly levels: SensitivityLevel[];
}

/**
 * Coordinates by the agency that answers for them. A person's key is public by its label, and yet a plugin needs a grant to be told it: whether one is, the egress of
 * its releases says. What several departments know together, the data authority answers for.
 */
export async function wantedParts(
  em: EntityManager,
  wanted: readonly string[],
  plugin: string | null,
  purpose: Purpose,
): Promise<Map<string, WantedPart>> {
  const typeName = { $in: [...new Set(wanted.map((coordinate) => coordinate.split('.')[0] ?? ''))] };
  const entries = await findRows(em, CatalogEntry, { typeName, withdrawnAt: null });
  const egress = plugin === null ? [] : await egressOf(em, plugin);
  const parts = new Map<string, WantedPart>();
  for (const coordinate of wanted) {
    const entry = entries.find(({ items }) => items.some((item) => item.coordinate === coordinate));
    const item = entry?.items.find((candidate) => candidate.coordinate === coordinate);
    const sent = egress.find((candidate) => candidate.coordinate === coordinate && candidate.needsGrant);
    const level = item?.sensitivity ?? sent?.level;
    if (level === undefined) {
      throw wrong('NOT_FOUND', 'coordinates', `the catalogue has no ${coordinate}; look it up with the query catalog.`);
    }
    if (level === 'S1' && !sent) {
      const message = `${coordinate} is public (S1): nobody needs a grant for it, leave it out.`;
      throw wrong('BAD_USER_INPUT', 'coordinates', message);
    }
    assertGrantable([coordinate]);
    if (level === 'I') {
      throw wrong('BAD_USER_INPUT', 'coordinates', `${coordinate} is important data and is shared with nobody.`);
    }
    assertFits(coordinate, item?.purposes ?? [], plugin, purpose);
    const owner = entry?.providerUscc ?? DATA_AUTHORITY;
    const part = parts.get(owner) ?? { coordinates: [], levels: [] };
    part.coordinates.push(coordinate);
    part.levels.push(level);
    parts.set(owner, part);
  }
  return parts;
}

/** @throws BAD_USER_INPUT where one is granted to nobody */
export function assertGrantable(coordinates: readonly string[]): void {
  for (const coordinate of coordinates) {
    const reason = notGranted(coordinate);
    if (reason === null) continue;
    throw wrong('BAD_USER_INPUT', 'coordinates', `${coordinate} is granted to nobody: ${reason}. Leave it out.`);
  }
}

function assertFits(coordinate: string, purposes: readonly string[], plugin: string | null, purpose: Purpose): void {
  if (fitsPurpose({ plugin, purpose }, purposes)) return;
  throw wrong(
    'BAD_USER_INPUT',
    'purpose',
    `${coordinate} is for ${purposes.join(' or ')} alone, and nobody could have it for ${purpose}: give one of these.`,
  );
}
