import type { SensitivityLevel } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';

/** How personal coordinates are, as the catalogue has them now; of what it does not have, or has no more, nothing. */
export async function levelsNow(
  em: EntityManager,
  coordinates: readonly string[],
): Promise<(coordinate: string) => readonly SensitivityLevel[]> {
  const typeName = { $in: [...new Set(coordinates.map((coordinate) => coordinate.split('.')[0] ?? ''))] };
  const entries = coordinates.length === 0 ? [] : await findRows(em, CatalogEntry, { typeName, withdrawnAt: null });
  const levels = new Map<string, SensitivityLevel[]>();
  for (const { coordinate, sensitivity } of entries.flatMap(({ items }) => items)) {
    levels.set(coordinate, [...(levels.get(coordinate) ?? []), sensitivity]);
  }
  return (coordinate) => levels.get(coordinate) ?? [];
}
