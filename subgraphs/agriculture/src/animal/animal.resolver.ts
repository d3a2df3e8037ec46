import { DateScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  granted,
  Key,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Farm } from '../farm/farm.entity.ts';
import { farmById } from '../farm/farm.loader.ts';
import { FarmType } from '../farm/farm.resolver.ts';
import { animalAccess } from './animal.access.ts';
import type { Animal } from './animal.entity.ts';
import { animalByTag, animalsOf } from './animal.loader.ts';
import { ANIMAL_STATUSES, DEPARTURES } from './animal.rules.ts';
import { recordAnimalDeparture } from './record-animal-departure.ts';
import { registerAnimal } from './register-animal.ts';

/** More animals than that are paged through. */
const MOST = 50;

@Sensitivity('S2')
@Key('earTag')
@ObjectType('Animal', { description: 'A pig, cow or sheep with an ear tag.' })
export class AnimalType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Ear tag, 15 digits: species, county of birth, serial number.' })
  earTag!: string;

  @Field(() => String, { nullable: true, description: 'pig, cattle or sheep, as the tag says.' })
  species!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day of birth.' })
  bornOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'When it came to the farm.' })
  arrivedOn!: string;

  @Field(() => String, { nullable: true, description: `${ANIMAL_STATUSES.join(', ')}.` })
  status!: string;

  @Field(() => DateScalar, { nullable: true, description: 'When it left the farm, or life; null while it is kept.' })
  leftOn!: string | null;
}

const AnimalConnection = connectionOf('Animal', () => AnimalType);

const WHO = 'By the farmer, or the representative of the cooperative that runs the farm.';

@Resolver(() => AnimalType)
export class AnimalResolver {
  @Sensitivity('S2')
  @Query(() => AnimalType, { nullable: true, description: 'An animal by its ear tag, for who may see it.' })
  async animal(@Arg('earTag', () => ID) earTag: string, @Ctx() context: SubgraphContext): Promise<Animal> {
    const { viewer, clock } = context;
    const found = await animalByTag(context).load(earTag);
    return granted(viewer, animalAccess.default, found, { argument: 'earTag', what: 'animal', now: clock.now() });
  }

  @Sensitivity('S3')
  @FieldResolver(() => FarmType, { nullable: true, description: 'The farm it is on, or was on last.' })
  farm(@Root() { farmId }: Animal, @Ctx() context: SubgraphContext): Promise<Farm | null> {
    return farmById(context).load(farmId);
  }

  @Sensitivity('S2')
  @Mutation(() => AnimalType, {
    nullable: true,
    description: `Register an animal on a farm: newborn, with a tag of the farm's county, or one that was sold. ${WHO}`,
  })
  async registerAnimal(
    @Arg('farmId', () => ID) farmId: string,
    @Arg('earTag', () => ID, { description: '15 digits.' }) earTag: string,
    @Arg('bornOn', () => DateScalar) bornOn: string,
    @Arg('arrivedOn', () => DateScalar, { nullable: true, description: 'Today when left out.' }) arrivedOn:
      | string
      | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Animal | null> {
    const { em, viewer, clock } = context;
    const input = { farmId, earTag, bornOn, arrivedOn: arrivedOn ?? null };
    return animalByTag(context).load(await registerAnimal(em, viewer, input, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => AnimalType, { nullable: true, description: `Record that an animal left the farm. ${WHO}` })
  async recordAnimalDeparture(
    @Arg('earTag', () => ID) earTag: string,
    @Arg('reason', () => String, { description: `${DEPARTURES.join(', ')}.` }) reason: string,
    @Arg('leftOn', () => DateScalar, { nullable: true, description: 'Today when left out.' }) leftOn: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Animal | null> {
    const { em, viewer, clock } = context;
    const input = { earTag, reason, leftOn: leftOn ?? null };
    return animalByTag(context).load(await recordAnimalDeparture(em, viewer, input, clock.now()));
  }
}

@Resolver(() => FarmType)
export class FarmAnimalsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [AnimalType], {
    nullable: true,
    description: `Animals kept on the farm, the latest to come first, at most ${MOST}; animalsConnection has them all.`,
  })
  async animals(@Root() { id }: Farm, @Ctx() context: SubgraphContext): Promise<readonly Animal[]> {
    return (await animalsOf(context, { where: { status: 'KEPT' }, first: MOST }).load(id)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => AnimalConnection, {
    nullable: true,
    description: 'Animals that are or last were on the farm, the latest to come first.',
  })
  animalsConnection(
    @Root() { id }: Farm,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Animal>> {
    return animalsOf(context, { first, after }).load(id);
  }
}

export function animalReference({ earTag }: Record<string, unknown>, context: SubgraphContext): Promise<Animal | null> {
  return animalByTag(context).load(String(earTag));
}
