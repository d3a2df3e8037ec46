import { Key, Pairwise, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { ResidentSubject } from '../resident/resident.access.ts';
import { ResidentType } from '../resident/resident.resolver.ts';
import type { CitizenCardSubject } from './citizen-card.access.ts';
import type { CitizenCard } from './citizen-card.entity.ts';
import { citizenCardById, citizenCardOf } from './citizen-card.loader.ts';

@Key('id')
@Pairwise()
@ObjectType('CitizenCard', { description: "A resident's one card for the city's services." })
export class CitizenCardType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key; sealed per vendor. Not the number printed on the card.' })
  id!: string;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: 'ACTIVE, SUSPENDED or CANCELLED.' })
  status?: string;

  @Sensitivity('S3')
  @Field(() => [String], {
    nullable: true,
    description: 'What the card is switched on for, such as TRANSIT or LIBRARY.',
  })
  functions?: string[];
}

@Resolver(() => ResidentType)
export class ResidentCitizenCardResolver {
  @Sensitivity('S3')
  @FieldResolver(() => CitizenCardType, { nullable: true, description: "The resident's card, if one was issued." })
  async citizenCard(@Root() { id }: ResidentSubject, @Ctx() context: SubgraphContext): Promise<CitizenCard | null> {
    return citizenCardOf(context).load(id);
  }
}

export async function citizenCardReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CitizenCardSubject> {
  const id = String(ref.id);
  return (await citizenCardById(context).load(id)) ?? { id, residentId: null, division: null };
}
