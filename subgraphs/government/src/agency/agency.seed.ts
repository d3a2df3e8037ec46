import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Agency } from './agency.entity.ts';

export async function seedAgencies(em: EntityManager, city: City): Promise<void> {
  await insertRows(
    em,
    Agency,
    city.agencies.map(({ uscc, name, field }) => ({ uscc, name, field })),
  );
}
