import type { CityNames } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';

/** All names of the city's that the catalogue has, withdrawn ones too: they may come back. */
export async function departmentNames(em: EntityManager): Promise<CityNames> {
  const entries = await findRows(em, CatalogEntry, {});
  return {
    types: [...new Set(entries.map(({ typeName }) => typeName))],
    fields: [...new Set(entries.flatMap(({ items }) => items.map(({ name }) => name)))],
  };
}
