import { DateScalar, USCCScalar } from '@citygraph/contract';
import { type Connection, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { InspectionKind } from '../inspection/inspection-kind.ts';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import { parseChoice } from '../parse-choice.ts';
import { HazardLevel } from './hazard-level.ts';
import { recordRectification, verifyRectification } from './rectify-hazard.ts';
import { reportHazard } from './report-hazard.ts';
import { HAZARD_STATUSES } from './safety-hazard.entity.ts';
import { hazardsOf, safetyHazardById, type WatchedHazard } from './safety-hazard.loader.ts';
import { SafetyHazardConnection, SafetyHazardType } from './safety-hazard.resolver.ts';

@Resolver(() => SafetyHazardType)
export class RectifyHazardResolver {
  @Sensitivity('S2')
  @Mutation(() => SafetyHazardType, {
    nullable: true,
    description:
      'Report a hazard; its clock begins. For officers of Emergency Management and Market Supervision, on a case, for emergency-response, city-management or market-supervision.',
  })
  async reportHazard(
    @Arg('uscc', () => USCCScalar, { description: 'The legal entity where it was found.' }) uscc: string,
    @Arg('kind', () => InspectionKind, { description: 'What sort of inspection found it.' }) kind: InspectionKind,
    @Arg('level', () => HazardLevel, { description: 'How grave it is.' }) level: HazardLevel,
    @Arg('description', () => String, { description: 'What is wrong, 4 to 2,000 characters.' }) description: string,
    @Arg('foundOn', () => DateScalar, { description: 'Day it was found: today or within the last 365 days.' })
    foundOn: string,
    @Arg('placeId', () => ID, { nullable: true, description: "Where; null: at the entity's registered address." })
    placeId: string | null,
    @Arg('inspectionId', () => ID, { nullable: true, description: 'The inspection of that kind that found it.' })
    inspectionId: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<WatchedHazard | null> {
    const { em, viewer, clock } = context;
    const where = { placeId: placeId ?? null, inspectionId: inspectionId ?? null };
    const report = { uscc, kind, level, description, foundOn, ...where };
    return safetyHazardById(await reportHazard(em, viewer, report, key, clock.now()), context);
  }

  @Sensitivity('S2')
  @Mutation(() => SafetyHazardType, {
    nullable: true,
    description: 'Say that and how a hazard was put right, as the legal representative of the entity.',
  })
  async recordRectification(
    @Arg('hazardId', () => ID, { description: 'A hazard that is FOUND.' }) hazardId: string,
    @Arg('rectification', () => String, { description: 'What was done, 4 to 2,000 characters.' }) rectification: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<WatchedHazard | null> {
    const { em, viewer, clock } = context;
    const id = await recordRectification(em, viewer, { hazardId, rectification }, key, clock.now());
    return safetyHazardById(id, context);
  }

  @Sensitivity('S2')
  @Mutation(() => SafetyHazardType, {
    nullable: true,
    description:
      'Verify that a hazard is gone, or send it back: for an officer of the agency that found it, never the one who reported it.',
  })
  async verifyRectification(
    @Arg('hazardId', () => ID, { description: 'A hazard that is RECTIFIED.' }) hazardId: string,
    @Arg('passed', () => Boolean, { description: 'False: it is not gone, the firm must do more.' }) passed: boolean,
    @Arg('verification', () => String, { description: 'What you saw, 4 to 2,000 characters.' }) verification: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<WatchedHazard | null> {
    const { em, viewer, clock } = context;
    const id = await verifyRectification(em, viewer, { hazardId, passed, verification }, key, clock.now());
    return safetyHazardById(id, context);
  }
}

@Resolver(() => LegalEntityType)
export class LegalEntityHazardsResolver {
  @Sensitivity('S2')
  @FieldResolver(() => SafetyHazardConnection, {
    nullable: true,
    description: 'Hazards found at the entity, what is due first first: for its representative and safety officers.',
  })
  safetyHazards(
    @Root() { uscc }: LegalEntity,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: 'FOUND, RECTIFIED or VERIFIED.' })
    status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<WatchedHazard>> {
    const wanted = parseChoice(status, HAZARD_STATUSES, 'status');
    const where = wanted ? { where: { status: wanted } } : {};
    return hazardsOf(uscc, context, { first, after: after ?? null, ...where });
  }
}
