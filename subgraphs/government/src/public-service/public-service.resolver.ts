import { USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Key,
  LARGEST_PAGE,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import { Audience } from './audience.ts';
import { findPublicServices } from './find-public-services.ts';
import type { PublicService } from './public-service.entity.ts';
import { publicServiceById } from './public-service.loader.ts';

@Key('id')
@ObjectType('PublicService', { description: 'An entry of the service catalogue, shaped after CPSV-AP.' })
export class PublicServiceType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Key in the catalogue.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'What the service is called.' })
  name!: string;

  @Sensitivity('S1')
  @Field(() => Audience, { nullable: true, description: 'Whom the service is for.' })
  audience?: Audience;

  @Sensitivity('S1')
  @Field(() => Int, { nullable: true, description: 'Working days the law allows; null: it names none.' })
  statutoryDays?: number;

  @Sensitivity('S1')
  @Field(() => Int, { nullable: true, description: 'Working days the agency promises.' })
  committedDays?: number;

  @Sensitivity('S1')
  @Field(() => [String], { description: 'Evidence an applicant hands in.' })
  requiredEvidence!: string[];
}

const PublicServiceConnection = connectionOf('PublicService', () => PublicServiceType);

@Resolver(() => PublicServiceType)
export class PublicServiceResolver {
  @Sensitivity('S1')
  @Query(() => [PublicServiceType], {
    nullable: true,
    description: `Services by part of their name and by audience, by name; at most ${LARGEST_PAGE}, the rest by publicServicesConnection.`,
  })
  async publicServices(
    @Arg('text', () => String, { nullable: true, description: 'Part of the name.' }) text: string | null,
    @Arg('audience', () => Audience, { nullable: true, description: 'Only services for these.' })
    audience: Audience | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<PublicService[]> {
    const search = { text, audience, agency: null, first: LARGEST_PAGE };
    return [...(await findPublicServices(em, search)).nodes];
  }

  @Sensitivity('S1')
  @Query(() => PublicServiceConnection, { nullable: true, description: 'Services in the order of their names.' })
  async publicServicesConnection(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('text', () => String, { nullable: true, description: 'Part of the name.' }) text: string | null,
    @Arg('audience', () => Audience, { nullable: true, description: 'Only services for these.' })
    audience: Audience | null,
    @Arg('agency', () => USCCScalar, { nullable: true, description: 'Only services of this agency.' })
    agency: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<PublicService>> {
    return findPublicServices(em, { text, audience, agency, first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The competent agency.' })
  async agency(@Root() { agencyUscc }: PublicService, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(agencyUscc);
  }
}

export async function publicServiceReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<PublicService | null> {
  return publicServiceById(context).load(String(ref.id));
}
