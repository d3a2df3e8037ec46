import { CityGraphError } from '@citygraph/contract';
import { Extensible, Key, Pairwise, Purposes, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Place } from '../place/place.entity.ts';
import { placeById } from '../place/place.loader.ts';
import { PlaceType } from '../place/place.resolver.ts';
import type { ResidentSubject } from '../resident/resident.access.ts';
import type { Resident } from '../resident/resident.entity.ts';
import { ResidentType } from '../resident/resident.resolver.ts';
import { mayKnowHousehold } from './household.access.ts';
import { type HouseholdWithMembers, householdById, incomeVerificationOf } from './household.loader.ts';
import { type IncomeVerificationOfHousehold, IncomeVerificationType } from './income-verification.resolver.ts';

@Key('id')
@Pairwise()
@Extensible()
@ObjectType('Household', { description: 'People registered together at one dwelling.' })
export class HouseholdType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key; sealed per vendor.' })
  id!: string;
}

@Resolver(() => HouseholdType)
export class HouseholdResolver {
  @Sensitivity('S3')
  @Query(() => HouseholdType, {
    nullable: true,
    description:
      'A household by key. FORBIDDEN unless you belong to it, are guardian of a member, or an officer on a case.',
  })
  async household(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<HouseholdWithMembers> {
    const household = await householdById(context).load(id);
    const verdict = mayKnowHousehold(context.viewer, household ?? unregistered(id), context.clock.now());
    // Says of the viewer alone what is missing, never whether there is such an object.
    if (!verdict.allowed && verdict.code !== 'FORBIDDEN') throw new CityGraphError(verdict.code, verdict.message);
    if (!verdict.allowed || !household) {
      throw new CityGraphError('FORBIDDEN', `You may not see household ${id}, or there is none of that key.`);
    }
    return household;
  }

  @Sensitivity('S3')
  @FieldResolver(() => [ResidentType], { nullable: true, description: 'Residents registered here, eldest first.' })
  members(@Root() household: HouseholdWithMembers): readonly Resident[] {
    return household.members;
  }

  @Sensitivity('S3')
  @FieldResolver(() => PlaceType, { nullable: true, description: 'Where the household lives.' })
  async dwelling(@Root() { dwellingId }: HouseholdWithMembers, @Ctx() context: SubgraphContext): Promise<Place | null> {
    return dwellingId === null ? null : placeById(context).load(dwellingId);
  }

  @Sensitivity('S4')
  @Purposes('social-assistance')
  @FieldResolver(() => IncomeVerificationType, {
    nullable: true,
    description: 'Outcome of the last means test, if any.',
  })
  async incomeVerification(
    @Root() household: HouseholdWithMembers,
    @Ctx() context: SubgraphContext,
  ): Promise<IncomeVerificationOfHousehold | null> {
    const verification = await incomeVerificationOf(context).load(household.id);
    if (!verification) return null;
    const { requestedByUscc, bracket, decidedAt } = verification;
    return { requestedByUscc, bracket, decidedAt, household };
  }
}

@Resolver(() => ResidentType)
export class ResidentHouseholdResolver {
  @Sensitivity('S3')
  @FieldResolver(() => HouseholdType, { nullable: true, description: 'The household the resident is registered with.' })
  async household(
    @Root() { householdId }: ResidentSubject,
    @Ctx() context: SubgraphContext,
  ): Promise<HouseholdWithMembers | null> {
    return householdId ? householdById(context).load(householdId) : null;
  }
}

export async function householdReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<HouseholdWithMembers> {
  const id = String(ref.id);
  return (await householdById(context).load(id)) ?? unregistered(id);
}

/** Unknown and forbidden look alike: a key the register does not know is an empty household. */
function unregistered(id: string): HouseholdWithMembers {
  return { id, dwellingId: null, division: null, members: [], memberIds: [] };
}
