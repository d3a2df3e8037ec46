import { DivisionCodeScalar, USCCScalar } from '@citygraph/contract';
import { divisionPrefix, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Hospital } from './hospital.entity.ts';
import { hospitals } from './hospital.loader.ts';

@Key('uscc')
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Key('code')
@ObjectType('AdminDivision')
export class AdminDivisionType {
  @Field(() => DivisionCodeScalar)
  code!: string;
}

@Resolver(() => LegalEntityType)
export class HospitalResolver {
  @Sensitivity('S2')
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Free beds as last reported; null for what is no hospital.',
  })
  async availableBeds(@Root() { uscc }: { uscc: string }, @Ctx() context: SubgraphContext): Promise<number | null> {
    return (await find(uscc, context))?.availableBeds ?? null;
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Level and grade of a medical institution: 3A, 3B, 2A, 2B or 1; null for what is none.',
  })
  async medicalInstitutionLevel(
    @Root() { uscc }: { uscc: string },
    @Ctx() context: SubgraphContext,
  ): Promise<string | null> {
    return (await find(uscc, context))?.level ?? null;
  }
}

@Resolver(() => AdminDivisionType)
export class DivisionHospitalsResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [LegalEntityType], {
    nullable: true,
    description: 'Medical institutions in the division, the highest level first.',
  })
  async hospitals(@Root() { code }: { code: string }, @Ctx() context: SubgraphContext): Promise<{ uscc: string }[]> {
    const prefix = divisionPrefix(code);
    return (await hospitals(context))
      .filter(({ division }) => division.startsWith(prefix))
      .map(({ uscc }) => ({ uscc }));
  }
}

async function find(uscc: string, context: SubgraphContext): Promise<Hospital | undefined> {
  return (await hospitals(context)).find((hospital) => hospital.uscc === uscc);
}
