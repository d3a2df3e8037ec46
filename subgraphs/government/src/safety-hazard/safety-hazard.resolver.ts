import { DateScalar, DateTimeScalar, DivisionCodeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Key,
  LARGEST_PAGE,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { Inspection } from '../inspection/inspection.entity.ts';
import { inspectionById } from '../inspection/inspection.loader.ts';
import { InspectionType } from '../inspection/inspection.resolver.ts';
import { InspectionKind } from '../inspection/inspection-kind.ts';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import { parseChoice } from '../parse-choice.ts';
import type { Place } from '../place/place.entity.ts';
import { placeById } from '../place/place.loader.ts';
import { PlaceType } from '../place/place.resolver.ts';
import { findSafetyHazards } from './find-safety-hazards.ts';
import { HazardLevel } from './hazard-level.ts';
import { type HazardSubject, unknownHazard } from './safety-hazard.access.ts';
import { HAZARD_STATUSES } from './safety-hazard.entity.ts';
import { safetyHazardById, type WatchedHazard } from './safety-hazard.loader.ts';
import { DAYS_TO_RECTIFY, isOverdue } from './safety-hazard.rules.ts';

@Key('id')
@Sensitivity('S2')
@ObjectType('SafetyHazard', { description: 'Something dangerous found at a legal entity, and how it is put right.' })
export class SafetyHazardType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => InspectionKind, { nullable: true, description: 'What sort of inspection found it.' })
  kind?: InspectionKind;

  @Field(() => HazardLevel, { nullable: true, description: 'How grave it is.' })
  level?: HazardLevel;

  @Field(() => String, {
    nullable: true,
    description: 'FOUND, RECTIFIED (the firm says it is put right) or VERIFIED (an officer saw it).',
  })
  status?: string;

  @Field(() => String, { nullable: true, description: 'What is wrong.' })
  description?: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day it was found.' })
  foundOn?: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: `When it must be put right: ${DAYS_TO_RECTIFY.MAJOR} working days if MAJOR, ${DAYS_TO_RECTIFY.GENERAL} if GENERAL.`,
  })
  dueAt?: Date;

  @Field(() => String, { nullable: true, description: 'What the firm did, in its words.' })
  rectification?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the firm said so; null: not, or sent back.' })
  rectifiedAt?: Date;

  @Field(() => String, { nullable: true, description: 'What the officer saw when looking again.' })
  verification?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When an officer last looked again.' })
  verifiedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was alerted as overdue, once; null: never.' })
  overdueAlertAt?: Date;
}

export const SafetyHazardConnection = connectionOf('SafetyHazard', () => SafetyHazardType);

@Resolver(() => SafetyHazardType)
export class SafetyHazardResolver {
  @Sensitivity('S2')
  @Query(() => [SafetyHazardType], {
    nullable: true,
    description: `Hazards that are not verified as put right and that you may know, what is due first first, at most ${LARGEST_PAGE}; the rest by safetyHazards. Anybody signed in: the major ones that are overdue. Representatives: their firms'. Officers of Emergency Management and Market Supervision at work: all.`,
  })
  async openHazards(
    @Arg('division', () => DivisionCodeScalar, { nullable: true, description: 'In the division and those below.' })
    division: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<WatchedHazard[]> {
    const search = { level: null, kind: null, statuses: ['FOUND', 'RECTIFIED'] as const, overdue: null };
    const page = { first: LARGEST_PAGE, division: division ?? null };
    return [...(await findSafetyHazards(context, { ...search, ...page })).nodes];
  }

  @Sensitivity('S2')
  @Query(() => SafetyHazardConnection, {
    nullable: true,
    description: 'Hazards that you may know, verified ones included, what is due first first.',
  })
  async safetyHazards(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('division', () => DivisionCodeScalar, { nullable: true, description: 'In the division and those below.' })
    division: string | null,
    @Arg('level', () => HazardLevel, { nullable: true, description: 'Only of this level.' }) level: HazardLevel | null,
    @Arg('kind', () => InspectionKind, { nullable: true, description: 'Only of this kind.' })
    kind: InspectionKind | null,
    @Arg('status', () => String, { nullable: true, description: 'FOUND, RECTIFIED or VERIFIED.' })
    status: string | null,
    @Arg('overdue', () => Boolean, { nullable: true, description: 'Only overdue ones, or only those that are not.' })
    overdue: boolean | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<WatchedHazard>> {
    const wanted = parseChoice(status, HAZARD_STATUSES, 'status');
    return findSafetyHazards(context, {
      division: division ?? null,
      level: level ?? null,
      kind: kind ?? null,
      statuses: wanted ? [wanted] : [],
      overdue: overdue ?? null,
      first,
      after: after ?? null,
    });
  }

  @Sensitivity('S2')
  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether it is past its due moment and not put right.' })
  overdue(@Root() hazard: WatchedHazard, @Ctx() { clock }: SubgraphContext): boolean {
    return isOverdue(hazard, clock.now());
  }

  @Sensitivity('S2')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The legal entity that must put it right.' })
  async subject(@Root() { subjectUscc }: WatchedHazard, @Ctx() context: SubgraphContext): Promise<LegalEntity | null> {
    return legalEntityByUscc(context).load(subjectUscc);
  }

  @Sensitivity('S2')
  @FieldResolver(() => PlaceType, { nullable: true, description: 'Where it is.' })
  async place(@Root() { placeId }: WatchedHazard, @Ctx() context: SubgraphContext): Promise<Place | null> {
    return placeById(context).load(placeId);
  }

  @Sensitivity('S2')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that found it and verifies.' })
  async agency(@Root() { agencyUscc }: WatchedHazard, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(agencyUscc);
  }

  @Sensitivity('S2')
  @FieldResolver(() => InspectionType, { nullable: true, description: 'The inspection that found it, if one did.' })
  async inspection(
    @Root() { inspectionId }: WatchedHazard,
    @Ctx() context: SubgraphContext,
  ): Promise<Inspection | null> {
    return inspectionId ? inspectionById(context).load(inspectionId) : null;
  }
}

export async function safetyHazardReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<HazardSubject> {
  const id = String(ref.id);
  return (await safetyHazardById(id, context)) ?? unknownHazard(id);
}
