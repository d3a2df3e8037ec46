import { CentsScalar, DateScalar, DateTimeScalar, USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  granted,
  Key,
  PageArgs,
  pageOf,
  representative,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Farm } from '../farm/farm.entity.ts';
import { farmById } from '../farm/farm.loader.ts';
import { FarmType, LegalEntityType } from '../farm/farm.resolver.ts';
import type { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { plotById } from '../field-plot/field-plot.loader.ts';
import { FieldPlotType } from '../field-plot/field-plot.resolver.ts';
import type { ClaimEvidence } from './claim-evidence.entity.ts';
import { cropLossClaimAccess } from './crop-loss-claim.access.ts';
import { CropLossClaim } from './crop-loss-claim.entity.ts';
import { CLAIM_ORDER, claimById, claimsOf, evidenceOf } from './crop-loss-claim.loader.ts';
import { CLAIM_STATUSES, PERILS, parseClaimStatus } from './crop-loss-claim.rules.ts';
import { EVIDENCE_KINDS } from './evidence.rules.ts';

/** A farm has few claims; whoever has more pages through the connection. */
const MOST = 50;

@Key('id', { resolvable: false })
@ObjectType('CropInsurancePolicy')
export class CropInsurancePolicyType {
  @Field(() => ID)
  id!: string;
}

@Sensitivity('S3')
@ObjectType('ClaimEvidence', {
  description: 'A picture or paper that shows a loss: its address and digest, not the file.',
})
export class ClaimEvidenceType {
  @Field(() => String, { nullable: true, description: `${EVIDENCE_KINDS.join(', ')}.` })
  kind!: string;

  @Field(() => String, { nullable: true, description: 'Where the file is: https or urn.' })
  uri!: string;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the file, hexadecimal.' })
  sha256!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken.' })
  takenAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was filed with the claim.' })
  submittedAt!: Date;
}

@Sensitivity('S3')
@Key('id')
@ObjectType('CropLossClaim', { description: "A farmer's claim on a crop policy." })
export class CropLossClaimType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: `What caused the loss: ${PERILS.join(', ')}.` })
  peril!: string;

  @Field(() => String, {
    nullable: true,
    description: `${CLAIM_STATUSES.join(', ')}: filed, taken up by the insurer, then decided, or withdrawn by who filed it.`,
  })
  status!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was filed.' })
  filedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided or withdrawn.' })
  decidedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was decided so.' })
  reason!: string | null;

  @Field(() => CentsScalar, { nullable: true, description: 'Approved amount in cents of a yuan (CNY).' })
  amountCents!: number | null;
}

export const CropLossClaimConnection = connectionOf('CropLossClaim', () => CropLossClaimType);

const insurerOf = representative<{ uscc: string }>(({ uscc }) => uscc);

const withStatus = (status: string | null | undefined) => (status == null ? {} : { status: parseClaimStatus(status) });

@Resolver(() => CropLossClaimType)
export class CropLossClaimResolver {
  @Sensitivity('S3')
  @Query(() => CropLossClaimType, { nullable: true, description: 'A claim by its key, for who may see it.' })
  async cropLossClaim(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<CropLossClaim> {
    const { viewer, clock } = context;
    const found = await claimById(context).load(id);
    return granted(viewer, cropLossClaimAccess.default, found, { argument: 'id', what: 'claim', now: clock.now() });
  }

  @Sensitivity('S3')
  @Query(() => CropLossClaimConnection, {
    nullable: true,
    description: "Claims on an insurer's policies, the latest first; for its representative.",
  })
  cropLossClaims(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('insurerUscc', () => USCCScalar) insurerUscc: string,
    @Arg('status', () => String, { nullable: true, description: 'Those with one status alone.' }) status: string | null,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Connection<CropLossClaim>> {
    const asked = { argument: 'insurerUscc', what: 'insurer', now: clock.now() };
    granted(viewer, insurerOf, { uscc: insurerUscc }, asked);
    return pageOf(em, CropLossClaim, {
      where: { insurerUscc, ...withStatus(status) },
      order: CLAIM_ORDER,
      first,
      after,
    });
  }

  @FieldResolver(() => FieldPlotType, { nullable: true, description: 'The plot.' })
  plot(@Root() { plotId }: CropLossClaim, @Ctx() context: SubgraphContext): Promise<FieldPlot | null> {
    return plotById(context).load(plotId);
  }

  @FieldResolver(() => FarmType, { nullable: true, description: 'The farm that is insured.' })
  farm(@Root() { farmId }: CropLossClaim, @Ctx() context: SubgraphContext): Promise<Farm | null> {
    return farmById(context).load(farmId);
  }

  @FieldResolver(() => CropInsurancePolicyType, { nullable: true, description: 'The policy.' })
  policy(@Root() { policyId }: CropLossClaim): { id: string } {
    return { id: policyId };
  }

  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who insures and decides.' })
  insurer(@Root() { insurerUscc }: CropLossClaim): { uscc: string } {
    return { uscc: insurerUscc };
  }

  @FieldResolver(() => DateScalar, { nullable: true, description: 'The day the loss was seen.' })
  observedAt(@Root() { observedOn }: CropLossClaim): string {
    return observedOn;
  }

  @FieldResolver(() => [ClaimEvidenceType], {
    nullable: true,
    description: 'What shows the loss, at most ten pieces, in the order it was filed.',
  })
  async evidence(
    @Root() claim: CropLossClaim,
    @Ctx() context: SubgraphContext,
  ): Promise<(ClaimEvidence & { claim: CropLossClaim })[]> {
    const pieces = (await evidenceOf(context).load(claim.id)) ?? [];
    return pieces.map((piece) => ({ ...piece, claim }));
  }
}

@Resolver(() => FarmType)
export class FarmClaimsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [CropLossClaimType], {
    nullable: true,
    description: `Claims of the farm, the latest first, at most ${MOST}; claimsConnection has them all.`,
  })
  async claims(@Root() { id }: Farm, @Ctx() context: SubgraphContext): Promise<readonly CropLossClaim[]> {
    return (await claimsOf(context, { first: MOST }).load(id)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => CropLossClaimConnection, {
    nullable: true,
    description: 'Claims of the farm, the latest first.',
  })
  claimsConnection(
    @Root() { id }: Farm,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: 'Those with one status alone.' }) status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<CropLossClaim>> {
    return claimsOf(context, { where: withStatus(status), first, after }).load(id);
  }
}

export function claimReference(
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CropLossClaim | null> {
  return claimById(context).load(String(id));
}
