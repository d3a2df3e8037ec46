import { USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Extensible,
  granted,
  Key,
  PageArgs,
  pageOf,
  representative,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { farmAccess } from './farm.access.ts';
import { Farm } from './farm.entity.ts';
import { FARM_ORDER, farmById, farmsOf } from './farm.loader.ts';

/** A household has few farms; whoever has more pages through the connection. */
const MOST = 50;

@Key('uscc', { resolvable: false })
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Key('id')
@ObjectType('Resident')
export class ResidentType {
  @Field(() => ID)
  id!: string;
}

@Extensible()
@Key('id')
@ObjectType('Farm', { description: "A household's farm; whose it is is personal." })
export class FarmType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: 'Name of the farm, often with the family name.' })
  name?: string;
}

export const FarmConnection = connectionOf('Farm', () => FarmType);

const operatorOf = representative<{ uscc: string }>(({ uscc }) => uscc);

@Resolver(() => FarmType)
export class FarmResolver {
  @Sensitivity('S3')
  @Query(() => FarmType, { nullable: true, description: 'A farm by its key, for who may see it.' })
  async farm(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Farm> {
    const { viewer, clock } = context;
    const found = await farmById(context).load(id);
    return granted(viewer, farmAccess.default, found, { argument: 'id', what: 'farm', now: clock.now() });
  }

  @Sensitivity('S3')
  @Query(() => FarmConnection, {
    nullable: true,
    description: 'Farms that a cooperative runs, by name; for its representative.',
  })
  farmsOperatedBy(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('operatorUscc', () => USCCScalar) operatorUscc: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Connection<Farm>> {
    granted(
      viewer,
      operatorOf,
      { uscc: operatorUscc },
      { argument: 'operatorUscc', what: 'cooperative', now: clock.now() },
    );
    return pageOf(em, Farm, { where: { operatorUscc }, order: FARM_ORDER, first, after });
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, {
    nullable: true,
    description: 'The cooperative that runs the farm; null: the household does.',
  })
  operator(@Root() { operatorUscc }: Farm): { uscc: string } | null {
    return operatorUscc ? { uscc: operatorUscc } : null;
  }

  @Sensitivity('S3')
  @FieldResolver(() => ResidentType, { nullable: true, description: 'The farmer.' })
  farmer(@Root() { farmerId }: Farm): { id: string } {
    return { id: farmerId };
  }
}

@Resolver(() => ResidentType)
export class ResidentFarmsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [FarmType], {
    nullable: true,
    description: `Farms of the resident by name, at most ${MOST}; farmsConnection has them all.`,
  })
  async farms(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<readonly Farm[]> {
    return (await farmsOf(context, { first: MOST }).load(id)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => FarmConnection, { nullable: true, description: 'Farms of the resident, by name.' })
  farmsConnection(
    @Root() { id }: { id: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Farm>> {
    return farmsOf(context, { first, after }).load(id);
  }
}

export function farmReference({ id }: Record<string, unknown>, context: SubgraphContext): Promise<Farm | null> {
  return farmById(context).load(String(id));
}
