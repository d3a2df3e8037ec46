import { DivisionCodeScalar } from '@citygraph/contract';
import { Extensible, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { AdminDivision } from './admin-division.entity.ts';
import { adminDivisionByCode } from './admin-division.loader.ts';

@Key('code')
@Extensible()
@ObjectType('AdminDivision', { description: 'A province, city, district, street or town, or village.' })
export class AdminDivisionType {
  @Sensitivity('S1')
  @Field(() => DivisionCodeScalar, {
    description: 'GB/T 2260 code of 6 digits; towns and villages: statistical code of 9 or 12.',
  })
  code!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'Official name.' })
  name!: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'province, city, district, street or village.' })
  level?: string;

  @Sensitivity('S1')
  @Field(() => Boolean, { nullable: true, description: "One of the plan's six pilot towns." })
  pilotTown?: boolean;
}

@Resolver(() => AdminDivisionType)
export class AdminDivisionResolver {
  @Sensitivity('S1')
  @Query(() => AdminDivisionType, { nullable: true, description: 'A division by code; null when there is none.' })
  async adminDivision(
    @Arg('code', () => DivisionCodeScalar) code: string,
    @Ctx() context: SubgraphContext,
  ): Promise<AdminDivision | null> {
    return adminDivisionByCode(context).load(code);
  }

  @Sensitivity('S1')
  @FieldResolver(() => AdminDivisionType, { nullable: true, description: 'The division one level up.' })
  async parent(@Root() { parentCode }: AdminDivision, @Ctx() context: SubgraphContext): Promise<AdminDivision | null> {
    return parentCode ? adminDivisionByCode(context).load(parentCode) : null;
  }
}

export async function adminDivisionReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<AdminDivision | null> {
  return adminDivisionByCode(context).load(String(ref.code));
}
