import { findRows, type SubgraphContext, validate } from '@citygraph/kit';
import { z } from 'zod';
import { Resident } from '../resident/resident.entity.ts';
import { Household } from './household.entity.ts';

const Places = z.object({ places: z.array(z.string().min(1).max(40)).max(500) });

/** `Resident.id` of everybody who lives there now, by `Place.id`; of a place without a household, nothing. The hub's own operation: it writes down whose meter was read. */
export async function dwellers(
  { em }: SubgraphContext,
  input: unknown,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { places } = validate(Places, input);
  const households = await findRows(em, Household, { dwellingId: { $in: places } });
  const residents = await findRows(
    em,
    Resident,
    { householdId: { $in: households.map(({ id }) => id) } },
    { orderBy: { id: 'asc' } },
  );
  const placeOf = new Map(households.map(({ id, dwellingId }) => [id, dwellingId ?? '']));
  const found = Map.groupBy(residents, ({ householdId }) => placeOf.get(householdId ?? '') ?? '');
  return Object.fromEntries([...found].map(([place, people]) => [place, people.map(({ id }) => id)]));
}
