import { DateScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Key,
  LARGEST_PAGE,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import type { Licence } from './licence.entity.ts';
import { licenceById, licencePages } from './licence.loader.ts';

@Key('id')
@ObjectType('Licence', { description: 'A permission that an agency gave a legal entity.' })
export class LicenceType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'What is permitted, such as FOOD_BUSINESS.' })
  kind!: string;

  @Sensitivity('S1')
  @Field(() => DateScalar, { nullable: true, description: 'First day in force.' })
  validFrom?: string;

  @Sensitivity('S1')
  @Field(() => DateScalar, { nullable: true, description: 'Last day in force; null: without end.' })
  validTo?: string;
}

const LicenceConnection = connectionOf('Licence', () => LicenceType);

@Resolver(() => LicenceType)
export class LicenceResolver {
  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who holds the licence.' })
  async holder(@Root() { holderUscc }: Licence, @Ctx() context: SubgraphContext): Promise<LegalEntity | null> {
    return legalEntityByUscc(context).load(holderUscc);
  }

  @Sensitivity('S1')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that issued it.' })
  async issuedBy(@Root() { issuedByUscc }: Licence, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(issuedByUscc);
  }
}

@Resolver(() => LegalEntityType)
export class LegalEntityLicencesResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [LicenceType], {
    nullable: true,
    description: `Licences of the entity, newest first; at most ${LARGEST_PAGE}, the rest by licencesConnection.`,
  })
  async licences(@Root() { uscc }: LegalEntity, @Ctx() context: SubgraphContext): Promise<Licence[]> {
    return [...(await licencePages(context, { first: LARGEST_PAGE }).load(uscc)).nodes];
  }

  @Sensitivity('S1')
  @FieldResolver(() => LicenceConnection, { nullable: true, description: 'Licences of the entity, newest first.' })
  licencesConnection(
    @Root() { uscc }: LegalEntity,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('kind', () => String, { nullable: true, description: 'Only licences of this kind, such as FOOD_BUSINESS.' })
    kind: string | null,
    @Arg('inForceOn', () => DateScalar, { nullable: true, description: 'Only licences in force on that day.' })
    day: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Licence>> {
    const where = {
      ...(kind == null ? {} : { kind }),
      ...(day == null ? {} : { validFrom: { $lte: day }, $or: [{ validTo: null }, { validTo: { $gte: day } }] }),
    };
    return licencePages(context, { where, first, after: after ?? null }).load(uscc);
  }
}

export async function licenceReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Licence | null> {
  return licenceById(context).load(String(ref.id));
}
