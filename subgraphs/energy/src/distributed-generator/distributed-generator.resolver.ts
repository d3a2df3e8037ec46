import { DateTimeScalar, subjectTypeOf } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ID,
  Mutation,
  ObjectType,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { LegalEntityType, ParcelType, ResidentType } from '../usage-point/usage-point.type.ts';
import { connectDistributedGenerator } from './connect-distributed-generator.ts';
import { decideGridConnection } from './decide-grid-connection.ts';
import { isPublic, seesApplication } from './distributed-generator.access.ts';
import type { DistributedGenerator } from './distributed-generator.entity.ts';
import { applicationsOf, applicationsTo, generatorByMrid, generatorsOnParcel } from './distributed-generator.loader.ts';
import { GENERATOR_STATUSES, LARGEST_KW } from './distributed-generator.rules.ts';
import { disconnectGenerator, withdrawGridApplication } from './leave-grid.ts';

/** One living generator of each technology a parcel; four technologies. */
const MOST_ON_PARCEL = 20;

export enum DerTechnology {
  SOLAR_PV = 'SOLAR_PV',
  WIND = 'WIND',
  STRAW_BIOMASS = 'STRAW_BIOMASS',
  STORAGE = 'STORAGE',
}
registerEnumType(DerTechnology, {
  name: 'DerTechnology',
  description: 'Kind of distributed energy resource.',
  valuesConfig: {
    SOLAR_PV: { description: 'Photovoltaic panels.' },
    WIND: { description: 'A wind turbine.' },
    STRAW_BIOMASS: { description: 'Straw and other crop residues, burnt or fermented.' },
    STORAGE: { description: 'A battery or other store beside a generator.' },
  },
});

export enum GeneratorStatus {
  APPLIED = 'APPLIED',
  CONNECTED = 'CONNECTED',
  REJECTED = 'REJECTED',
  WITHDRAWN = 'WITHDRAWN',
  DISCONNECTED = 'DISCONNECTED',
}
registerEnumType(GeneratorStatus, {
  name: 'GeneratorStatus',
  description: 'Where a generator stands with the grid.',
  valuesConfig: {
    APPLIED: { description: 'The utility has not decided.' },
    CONNECTED: { description: 'On the grid.' },
    REJECTED: { description: 'The utility said no.' },
    WITHDRAWN: { description: 'The applicant took the application back.' },
    DISCONNECTED: { description: 'Was on the grid and left it.' },
  },
});

@Key('mrid')
@ObjectType('DistributedGenerator', {
  description: 'A small generator or store behind the grid connection of a parcel (IEC 61970 GeneratingUnit).',
})
export class DistributedGeneratorType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'mRID: a UUID, as CIM has it.' })
  mrid!: string;

  @Sensitivity('S1')
  @Field(() => DerTechnology, { description: 'What generates or stores.' })
  technology!: DerTechnology;

  @Sensitivity('S1')
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether its income supports poor households (village solar scheme).',
  })
  povertyAlleviation?: boolean;

  @Sensitivity('S1')
  @Field(() => GeneratorStatus, { description: `${GENERATOR_STATUSES.join(', ')}.` })
  status!: GeneratorStatus;

  @Sensitivity('S3')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was applied for.' })
  appliedAt?: Date;

  @Sensitivity('S3')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the utility decided.' })
  decidedAt?: Date | null;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: "The utility's reason." })
  reason?: string | null;
}

const DistributedGeneratorConnection = connectionOf('DistributedGenerator', () => DistributedGeneratorType);

@Resolver(() => DistributedGeneratorType)
export class DistributedGeneratorResolver {
  @Sensitivity('S1')
  @FieldResolver(() => Float, { description: 'Rated power, in kW (of a store: charge or discharge).' })
  ratedKw(@Root() { ratedW }: DistributedGenerator): number {
    return ratedW / 1000;
  }

  @Sensitivity('S1')
  @FieldResolver(() => ParcelType, { description: 'The parcel it stands on.' })
  parcel(@Root() { parcelId }: DistributedGenerator): { id: string } {
    return { id: parcelId };
  }

  @Sensitivity('S3')
  @FieldResolver(() => ResidentType, { nullable: true, description: 'The resident who applied; null: a firm did.' })
  applicantResident(@Root() { applicant }: DistributedGenerator): { id: string } | null {
    return subjectTypeOf(applicant) === 'Resident' ? { id: applicant } : null;
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The firm that applied; null: a resident did.' })
  applicantEntity(@Root() { applicant }: DistributedGenerator): { uscc: string } | null {
    return subjectTypeOf(applicant) === 'Resident' ? null : { uscc: applicant };
  }

  @Sensitivity('S3')
  @Mutation(() => DistributedGeneratorType, {
    nullable: true,
    description: `A rights holder of the parcel asks the electricity utility to connect a generator of more than 0 and at most ${LARGEST_KW} kW. One of each technology a parcel; STORAGE beside a connected generator and no stronger; no solar panels on cultivated land. A repeat answers the first.`,
  })
  async connectDistributedGenerator(
    @Arg('parcelId', () => ID) parcelId: string,
    @Arg('technology', () => DerTechnology) technology: DerTechnology,
    @Arg('kw', () => Float, { description: 'Rated power, in kW.' }) kw: number,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<DistributedGenerator | null> {
    const { em, viewer, clock } = context;
    const application = { parcelId, technology, kw };
    return generatorByMrid(context).load(
      await connectDistributedGenerator(em, viewer, application, key ?? null, clock.now()),
    );
  }

  @Sensitivity('S3')
  @Mutation(() => DistributedGeneratorType, {
    nullable: true,
    description: "The electricity utility's representative connects what was applied for, or rejects it; once.",
  })
  async decideGridConnection(
    @Arg('mrid', () => ID) mrid: string,
    @Arg('connect', () => Boolean) connect: boolean,
    @Arg('reason', () => String, { nullable: true, description: '5 to 500 characters; a rejection needs one.' })
    reason: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<DistributedGenerator | null> {
    const { em, viewer, clock } = context;
    return generatorByMrid(context).load(
      await decideGridConnection(em, viewer, { mrid, connect, reason: reason ?? null }, clock.now()),
    );
  }

  @Sensitivity('S3')
  @Mutation(() => DistributedGeneratorType, {
    nullable: true,
    description: 'The applicant takes an application back before it is decided.',
  })
  async withdrawGridApplication(
    @Arg('mrid', () => ID) mrid: string,
    @Ctx() context: SubgraphContext,
  ): Promise<DistributedGenerator | null> {
    const { em, viewer, clock } = context;
    return generatorByMrid(context).load(await withdrawGridApplication(em, viewer, { mrid }, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => DistributedGeneratorType, {
    nullable: true,
    description: 'Who had it connected, or the utility, takes a generator off the grid.',
  })
  async disconnectGenerator(
    @Arg('mrid', () => ID) mrid: string,
    @Ctx() context: SubgraphContext,
  ): Promise<DistributedGenerator | null> {
    const { em, viewer, clock } = context;
    return generatorByMrid(context).load(await disconnectGenerator(em, viewer, { mrid }, clock.now()));
  }
}

@Resolver(() => ParcelType)
export class ParcelResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [DistributedGeneratorType], {
    nullable: true,
    description: `What generates or stores electricity on the parcel and is connected, the latest first, at most ${MOST_ON_PARCEL}. Applications are not public.`,
  })
  async distributedGenerators(
    @Root() { id }: { id: string },
    @Ctx() context: SubgraphContext,
  ): Promise<readonly DistributedGenerator[]> {
    const page = await generatorsOnParcel(context, { where: { status: 'CONNECTED' }, first: MOST_ON_PARCEL }).load(id);
    return page.nodes;
  }
}

@Resolver(() => LegalEntityType)
export class GridApplicationsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => DistributedGeneratorConnection, {
    nullable: true,
    description: 'Applications to the utility, the latest first; for its representatives: the list they work from.',
  })
  gridApplicationsConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => GeneratorStatus, { nullable: true, description: 'In this state.' })
    status: GeneratorStatus | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<DistributedGenerator>> {
    return applicationsTo(context, { where: inStatus(status), first, after }).load(uscc);
  }

  @Sensitivity('S3')
  @FieldResolver(() => DistributedGeneratorConnection, {
    nullable: true,
    description: 'What the firm applied for or had connected, the latest first; for its representatives.',
  })
  distributedGeneratorsConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => GeneratorStatus, { nullable: true, description: 'In this state.' })
    status: GeneratorStatus | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<DistributedGenerator>> {
    return applicationsOf(context, { where: inStatus(status), first, after }).load(uscc);
  }
}

@Resolver(() => ResidentType)
export class ApplicantResolver {
  @Sensitivity('S3')
  @FieldResolver(() => DistributedGeneratorConnection, {
    nullable: true,
    description: 'What the resident applied for or had connected, the latest first.',
  })
  distributedGeneratorsConnection(
    @Root() { id }: { id: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => GeneratorStatus, { nullable: true, description: 'In this state.' })
    status: GeneratorStatus | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<DistributedGenerator>> {
    return applicationsOf(context, { where: inStatus(status), first, after }).load(id);
  }
}

const inStatus = (status: GeneratorStatus | null) => (status == null ? {} : { status });

/** What is connected is anybody's to know; an application that is not the viewer's looks like none. */
export async function distributedGeneratorReference(
  { mrid }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<DistributedGenerator | null> {
  const found = await generatorByMrid(context).load(String(mrid));
  const seen = found && (isPublic(found) || seesApplication(context.viewer, found, context.clock.now()).allowed);
  return seen ? found : null;
}
