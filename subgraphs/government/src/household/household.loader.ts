import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Resident } from '../resident/resident.entity.ts';
import type { HouseholdSubject } from './household.access.ts';
import { Household } from './household.entity.ts';
import { IncomeVerification } from './income-verification.entity.ts';

/** A household with its members, eldest first: the subject rules need to know them. */
export interface HouseholdWithMembers extends HouseholdSubject {
  readonly dwellingId: string | null;
  readonly members: readonly Resident[];
}

export const householdById = defineLoader<string, HouseholdWithMembers, SubgraphContext>(async (ids, { em }) => {
  const households = await findRows(em, Household, { id: { $in: [...ids] } });
  const residents = await findRows(
    em,
    Resident,
    { householdId: { $in: households.map(({ id }) => id) } },
    { orderBy: { birthDate: 'asc', id: 'asc' } },
  );
  const members = Map.groupBy(residents, ({ householdId }) => householdId);
  const found = households.map(({ id, dwellingId, division }) => {
    const people = members.get(id) ?? [];
    return {
      id,
      dwellingId,
      division,
      members: people,
      memberIds: people.map(({ id }) => id),
    };
  });
  return alignRows(ids, found, ({ id }) => id);
});

export const incomeVerificationOf = defineLoader<string, IncomeVerification, SubgraphContext>(
  async (households, { em }) =>
    alignRows(
      households,
      await findRows(em, IncomeVerification, { householdId: { $in: [...households] } }),
      ({ householdId }) => householdId,
    ),
);
