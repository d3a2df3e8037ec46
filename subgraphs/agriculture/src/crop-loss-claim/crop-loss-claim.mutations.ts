import { CentsScalar, DateScalar, DateTimeScalar } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { CropLossClaim } from './crop-loss-claim.entity.ts';
import { claimById } from './crop-loss-claim.loader.ts';
import { CropLossClaimType } from './crop-loss-claim.resolver.ts';
import { NOTIFY_WITHIN_DAYS, PERILS } from './crop-loss-claim.rules.ts';
import { decideCropLossClaim } from './decide-crop-loss-claim.ts';
import { EVIDENCE_KINDS, type Evidence, type EvidenceKind, MOST_EVIDENCE } from './evidence.rules.ts';
import { fileCropLossClaim } from './file-crop-loss-claim.ts';
import { reviewCropLossClaim, withdrawCropLossClaim } from './move-claim.ts';
import { submitClaimEvidence } from './submit-claim-evidence.ts';

@InputType('EvidenceInput', { description: 'A picture or paper that shows a loss.' })
class EvidenceInput {
  @Field(() => String, { description: `${EVIDENCE_KINDS.join(', ')}.` })
  kind!: EvidenceKind;

  @Field(() => String, { description: 'https without user and password, or urn; at most 500 characters.' })
  uri!: string;

  @Field(() => String, { description: 'SHA-256 of the file, 64 lower-case hexadecimal digits.' })
  sha256!: string;

  @Field(() => DateTimeScalar, { description: 'When it was taken.' })
  takenAt!: Date;
}

/** Plain objects of what the graph handed over as instances. */
const pieces = (evidence: readonly EvidenceInput[] | null | undefined): Evidence[] =>
  (evidence ?? []).map(({ kind, uri, sha256, takenAt }) => ({ kind, uri, sha256, takenAt }));

const INSURED = 'By the farmer, or the representative of the cooperative that runs the farm.';
const INSURER = "By the insurer's representative, or its adjuster on a case that names the claim or the farm.";

@Resolver()
export class CropLossClaimMutations {
  @Sensitivity('S3')
  @Mutation(() => CropLossClaimType, {
    nullable: true,
    description: `Claim a loss on the farm's policy, within ${NOTIFY_WITHIN_DAYS} days of seeing it; one claim a plot, peril and day. ${INSURED}`,
  })
  async fileCropLossClaim(
    @Arg('plotId', () => ID) plotId: string,
    @Arg('policyId', () => ID) policyId: string,
    @Arg('peril', () => String, { description: `${PERILS.join(', ')}.` }) peril: string,
    @Arg('observedAt', () => DateScalar, { description: 'The day the loss was seen, while the policy ran.' })
    observedAt: string,
    @Arg('evidence', () => [EvidenceInput], { nullable: true, description: `At most ${MOST_EVIDENCE} pieces.` })
    evidence: EvidenceInput[] | null,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CropLossClaim | null> {
    const { em, viewer, clock } = context;
    const input = { plotId, policyId, peril, observedAt, evidence: pieces(evidence) };
    return claimById(context).load(await fileCropLossClaim(em, viewer, input, key ?? null, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => CropLossClaimType, {
    nullable: true,
    description: `Show more evidence of a claim that is not decided; ${MOST_EVIDENCE} pieces in all. ${INSURED}`,
  })
  async submitClaimEvidence(
    @Arg('id', () => ID, { description: 'The claim.' }) id: string,
    @Arg('evidence', () => [EvidenceInput]) evidence: EvidenceInput[],
    @Ctx() context: SubgraphContext,
  ): Promise<CropLossClaim | null> {
    const { em, viewer, clock } = context;
    return claimById(context).load(
      await submitClaimEvidence(em, viewer, { id, evidence: pieces(evidence) }, clock.now()),
    );
  }

  @Sensitivity('S3')
  @Mutation(() => CropLossClaimType, {
    nullable: true,
    description: `Take a FILED claim up: it is UNDER_REVIEW. ${INSURER}`,
  })
  async reviewCropLossClaim(
    @Arg('id', () => ID) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<CropLossClaim | null> {
    const { em, viewer, clock } = context;
    return claimById(context).load(await reviewCropLossClaim(em, viewer, { id }, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => CropLossClaimType, {
    nullable: true,
    description: `Approve an amount within what is left of the sum insured, on evidence, or reject; always with a reason. ${INSURER}`,
  })
  async decideCropLossClaim(
    @Arg('id', () => ID) id: string,
    @Arg('decision', () => String, { description: 'APPROVED or REJECTED.' }) decision: string,
    @Arg('reason', () => String) reason: string,
    @Arg('amountCents', () => CentsScalar, {
      nullable: true,
      description: 'With APPROVED alone: cents of a yuan (CNY).',
    })
    amountCents: number | null,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CropLossClaim | null> {
    const { em, viewer, clock } = context;
    const input = { id, decision, reason, amountCents: amountCents ?? null };
    return claimById(context).load(await decideCropLossClaim(em, viewer, input, key ?? null, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => CropLossClaimType, {
    nullable: true,
    description: `Take a claim back before it is decided; the loss may be claimed again. ${INSURED}`,
  })
  async withdrawCropLossClaim(
    @Arg('id', () => ID) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<CropLossClaim | null> {
    const { em, viewer, clock } = context;
    return claimById(context).load(await withdrawCropLossClaim(em, viewer, { id }, clock.now()));
  }
}
