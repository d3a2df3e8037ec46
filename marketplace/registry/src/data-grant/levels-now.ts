import type { SensitivityLevel } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';
import type { CatalogItem } from '../catalog-entry/catalog-of.ts';

/** Coordinates as the catalogue has them now; of what it does not have, or has no more, nothing. */
export async function itemsNow(
  em: EntityManager,
  coordinates: readonly string[],
): Promise<(coordinate: string) => readonly CatalogItem[]> {
  const typeName = { $in: [...new Set(coordinates.map((coordinate) => coordinate.split('.')[0] ?? ''))] };
  const entries = coordinates.length === 0 ? [] : await findRows(em, CatalogEntry, { typeName, withdrawnAt: null });
  const items = new Map<string, CatalogItem[]>();
  for (const item of entries.flatMap((entry) => entry.items)) {
    items.set(item.coordinate, [...(items.get(item.coordinate) ?? []), item]);
  }
  return (coordinate) => items.get(coordinate) ?? [];
}

/** How personal coordinates are, as the catalogue has them now. */
export async function levelsNow(
  em: EntityManager,
  coordinates: readonly string[],
): Promise<(coordinate: string) => readonly SensitivityLevel[]> {
  const itemsOf = await itemsNow(em, coordinates);
  return (coordinate) => itemsOf(coordinate).map(({ sensitivity }) => sensitivity);
}
