import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CaseAssignment } from './case-assignment.entity.ts';

export async function seedCaseAssignments(em: EntityManager, city: City): Promise<void> {
  const [year, ...monthAndDay] = city.asOf.split('-');
  const expiresAt = new Date(`${[Number(year) + 5, ...monthAndDay].join('-')}T00:00:00+08:00`);
  await insertRows(
    em,
    CaseAssignment,
    city.demoCases.map(({ id, officer, agency, purposes, subjects }) => ({
      id,
      officer,
      agency,
      purposes: [...purposes],
      subjects: [...subjects],
      expiresAt,
    })),
  );
}
