import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { AdminDivision } from './admin-division.entity.ts';

export async function seedAdminDivisions(em: EntityManager, city: City): Promise<void> {
  await insertRows(
    em,
    AdminDivision,
    city.divisions.map(({ code, name, level, parent, pilotTown }) => ({
      code,
      name,
      level,
      parentCode: parent,
      pilotTown,
    })),
  );
}
