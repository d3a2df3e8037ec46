import { alignRows, defineLoader, Key, pageLoader, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, Float, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { connectDistributedGenerator, MOST_KW } from './connect-distributed-generator.ts';
import { decideGridConnection, disconnectGenerator } from './decide-grid-connection.ts';
import { DerTechnology } from './der-technology.ts';
import { DistributedGenerator } from './distributed-generator.entity.ts';

const MOST = 20;

@Key('id')
@ObjectType('Parcel')
export class ParcelType {
  @Field(() => ID)
  id!: string;
}

@Sensitivity('S1')
@Key('mrid')
@ObjectType('DistributedGenerator', {
  description: "A generator or store behind a customer's meter. Who applied is not told.",
})
export class DistributedGeneratorType {
  @Field(() => ID, { description: 'UUID (IEC 61970 mRID).' })
  mrid!: string;

  @Field(() => DerTechnology, { description: 'How it makes or keeps electricity.' })
  technology!: DerTechnology;

  @Field(() => Float, { description: `Rated power in kW, at most ${MOST_KW}.` })
  ratedKw!: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether it belongs to a village scheme against poverty.' })
  povertyAlleviation?: boolean;

  @Field(() => String, { description: 'APPLIED, CONNECTED, REJECTED or DISCONNECTED.' })
  status!: string;
}

const generatorById = defineLoader<string, DistributedGenerator, SubgraphContext>(async (mrids, { em }) =>
  alignRows(mrids, await em.find(DistributedGenerator, { mrid: { $in: [...mrids] } }), ({ mrid }) => mrid),
);

const generatorsOf = pageLoader(DistributedGenerator, {
  parent: 'parcelId',
  order: [
    ['appliedAt', 'desc'],
    ['mrid', 'asc'],
  ],
});

@Resolver(() => ParcelType)
export class ParcelGeneratorsResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [DistributedGeneratorType], {
    nullable: true,
    description: `Generators on the parcel, applied for or connected, the latest first, at most ${MOST}.`,
  })
  async distributedGenerators(
    @Root() { id }: { id: string },
    @Ctx() context: SubgraphContext,
  ): Promise<readonly DistributedGenerator[]> {
    const where = { status: { $in: ['APPLIED' as const, 'CONNECTED' as const] } };
    return (await generatorsOf(context, { where, first: MOST }).load(id)).nodes;
  }
}

@Resolver(() => DistributedGeneratorType)
export class DistributedGeneratorResolver {
  @Sensitivity('S1')
  @FieldResolver(() => ParcelType, { description: 'Where it stands.' })
  parcel(@Root() { parcelId }: DistributedGenerator): { id: string } {
    return { id: parcelId };
  }

  @Sensitivity('S1')
  @Mutation(() => DistributedGeneratorType, {
    nullable: true,
    description:
      'Apply for a generator on a parcel in which you, or a firm you represent, hold rights. One of a technology a parcel; a repeat answers the first.',
  })
  async connectDistributedGenerator(
    @Arg('parcelId', () => ID) parcelId: string,
    @Arg('technology', () => DerTechnology) technology: DerTechnology,
    @Arg('kw', () => Float) kw: number,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<DistributedGenerator | null> {
    const { em, viewer, clock } = context;
    const mrid = await connectDistributedGenerator(em, viewer, { parcelId, technology, kw }, key ?? null, clock.now());
    return generatorById(context).load(mrid);
  }

  @Sensitivity('S1')
  @Mutation(() => DistributedGeneratorType, {
    nullable: true,
    description:
      "The electricity utility's representative connects a generator that was applied for, or rejects it with a reason.",
  })
  async decideGridConnection(
    @Arg('mrid', () => ID) mrid: string,
    @Arg('connect', () => Boolean) connect: boolean,
    @Arg('reason', () => String, { nullable: true }) reason: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<DistributedGenerator | null> {
    const { em, viewer, clock } = context;
    const decision = { mrid, connect, reason: reason ?? null };
    return generatorById(context).load(await decideGridConnection(em, viewer, decision, clock.now()));
  }

  @Sensitivity('S1')
  @Mutation(() => DistributedGeneratorType, {
    nullable: true,
    description: 'Take your generator off the grid, or its application back; the utility may do so as well.',
  })
  async disconnectGenerator(
    @Arg('mrid', () => ID) mrid: string,
    @Ctx() context: SubgraphContext,
  ): Promise<DistributedGenerator | null> {
    const { em, viewer, clock } = context;
    return generatorById(context).load(await disconnectGenerator(em, viewer, { mrid }, clock.now()));
  }
}

export const distributedGeneratorReference = (
  { mrid }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<DistributedGenerator | null> => generatorById(context).load(String(mrid));
