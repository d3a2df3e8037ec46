import { USCCScalar } from '@citygraph/contract';
import { Extensible, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Place } from '../place/place.entity.ts';
import { placeById } from '../place/place.loader.ts';
import { PlaceType } from '../place/place.resolver.ts';
import type { ResidentSubject } from '../resident/resident.access.ts';
import type { Resident } from '../resident/resident.entity.ts';
import { residentById } from '../resident/resident.loader.ts';
import { ResidentType } from '../resident/resident.resolver.ts';
import type { LegalEntity } from './legal-entity.entity.ts';
import { entitiesRepresentedBy, legalEntityByUscc } from './legal-entity.loader.ts';

@Key('uscc')
@Extensible()
@ObjectType('LegalEntity', { description: 'A firm, public institution or other organisation on the register.' })
export class LegalEntityType {
  @Sensitivity('S1')
  @Field(() => USCCScalar, { description: 'Unified social credit code (GB 32100).' })
  uscc!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'Registered name.' })
  name!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'IN_OPERATION, REVOKED or DEREGISTERED.' })
  status!: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'Industry class (GB/T 4754).' })
  industryCode?: string;
}

@Resolver(() => LegalEntityType)
export class LegalEntityResolver {
  @Sensitivity('S1')
  @Query(() => LegalEntityType, { nullable: true, description: 'A legal entity by its code; null when there is none.' })
  async legalEntity(
    @Arg('uscc', () => USCCScalar) uscc: string,
    @Ctx() context: SubgraphContext,
  ): Promise<LegalEntity | null> {
    return legalEntityByUscc(context).load(uscc);
  }

  @Sensitivity('S1')
  @FieldResolver(() => PlaceType, { nullable: true, description: 'Where the entity is registered.' })
  async registeredAddress(@Root() { placeId }: LegalEntity, @Ctx() context: SubgraphContext): Promise<Place | null> {
    return placeId ? placeById(context).load(placeId) : null;
  }

  @Sensitivity('S3')
  @FieldResolver(() => ResidentType, { nullable: true, description: 'The person who acts for the entity by law.' })
  async legalRepresentative(
    @Root() { representativeId }: LegalEntity,
    @Ctx() context: SubgraphContext,
  ): Promise<Resident | null> {
    return representativeId ? residentById(context).load(representativeId) : null;
  }
}

@Resolver(() => ResidentType)
export class ResidentRepresentationResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [LegalEntityType], {
    nullable: true,
    description: 'Legal entities this resident is the legal representative of.',
  })
  async legalRepresentativeOf(
    @Root() { id }: ResidentSubject,
    @Ctx() context: SubgraphContext,
  ): Promise<LegalEntity[]> {
    return (await entitiesRepresentedBy(context).load(id)) ?? [];
  }
}

export async function legalEntityReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<LegalEntity | null> {
  return legalEntityByUscc(context).load(String(ref.uscc));
}
