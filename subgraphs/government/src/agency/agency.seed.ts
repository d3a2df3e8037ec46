import type { City } from '@citygraph/city';
import type { EntityManager } from '@mikro-orm/sql';
import { insertRows } from '../insert-rows.ts';
import { Agency } from './agency.entity.ts';

export async function seedAgencies(em: EntityManager, city: City): Promise<void> {
  await insertRows(
    em,
    Agency,
    city.agencies.map(({ uscc, name, field }) => ({ uscc, name, field })),
  );
}
