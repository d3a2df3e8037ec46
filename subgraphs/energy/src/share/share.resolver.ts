import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Meter } from '../usage-point/usage-point.loader.ts';
import { LegalEntityType, UsagePointType } from '../usage-point/usage-point.resolver.ts';
import { sharesPage } from './share.loader.ts';
import { endShare, shareUsage } from './share-usage.ts';
import type { UsageShare } from './usage-share.entity.ts';

const MOST = 50;

@Sensitivity('S3')
@ObjectType('UsageShare', { description: "A customer's word that a firm may read a meter until a day." })
export class UsageShareType {
  @Field(() => ID, { nullable: true, description: 'Opaque key: give it to endShare.' })
  id?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends by itself.' })
  until?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ended; null: it was not.' })
  endedAt?: Date | null;
}

@Resolver(() => UsageShareType)
export class UsageShareResolver {
  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who may read.' })
  grantee(@Root() { granteeUscc }: UsageShare): { uscc: string } {
    return { uscc: granteeUscc };
  }
}

@Resolver(() => UsagePointType)
export class MeterSharesResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [UsageShareType], {
    nullable: true,
    description: `Whom the customer lets read the meter, or did, the latest first, at most ${MOST}.`,
  })
  async shares(@Root() { mrid }: Meter, @Ctx() context: SubgraphContext): Promise<readonly UsageShare[]> {
    return (await sharesPage(context, { first: MOST }).load(mrid)).nodes;
  }

  @Sensitivity('S3')
  @Mutation(() => ID, {
    nullable: true,
    description:
      "Let a firm read a meter of yours until a moment at most a year ahead. Answers the share's id; a repeat answers the first one's.",
  })
  shareUsage(
    @Arg('mrid', () => ID) mrid: string,
    @Arg('granteeUscc', () => USCCScalar) granteeUscc: string,
    @Arg('until', () => DateTimeScalar) until: Date,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<string> {
    return shareUsage(em, viewer, { mrid, granteeUscc, until }, key ?? null, clock.now());
  }

  @Sensitivity('S3')
  @Mutation(() => ID, { nullable: true, description: 'End a share of yours now. Answers its id.' })
  endShare(@Arg('id', () => ID) id: string, @Ctx() { em, viewer, clock }: SubgraphContext): Promise<string> {
    return endShare(em, viewer, { id }, clock.now());
  }
}
