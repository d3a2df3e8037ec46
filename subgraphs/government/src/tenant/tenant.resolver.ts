import { findRows, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { AdminDivision } from '../admin-division/admin-division.entity.ts';
import { adminDivisionByCode } from '../admin-division/admin-division.loader.ts';
import { AdminDivisionType } from '../admin-division/admin-division.resolver.ts';
import { divisionCodeOf, type Tenant, type TenantKind, tenantOf } from './tenant.rules.ts';

@Key('id')
@Sensitivity('S1')
@ObjectType('Tenant', {
  description:
    "The city, or one of its pilot towns: a part of the city with officers of its own, by its codes' prefix.",
})
export class TenantType {
  @Field(() => ID, { description: 'Key, made of the code of its division.' })
  id!: string;

  @Field(() => String, { description: 'CITY or PILOT_TOWN.' })
  kind!: TenantKind;

  @Field(() => String, { description: 'Name of its division.' })
  name!: string;

  @Field(() => String, {
    description: "Digits that the codes of all its divisions begin with (GB/T 2260): the officers' division_prefix.",
  })
  divisionPrefix!: string;

  @Field(() => AdminDivisionType, { nullable: true, description: 'Its division.' })
  division?: AdminDivision;
}

@Resolver(() => TenantType)
export class TenantResolver {
  @Sensitivity('S1')
  @Query(() => [TenantType], {
    nullable: true,
    description: 'The city and its six pilot towns, the city first; seven in all.',
  })
  async tenants(@Ctx() { em }: SubgraphContext): Promise<Tenant[]> {
    const divisions = await findRows(
      em,
      AdminDivision,
      { $or: [{ level: 'city' }, { pilotTown: true }] },
      { orderBy: { code: 'asc' }, limit: 100 },
    );
    return divisions.flatMap((division) => tenantOf(division) ?? []);
  }
}

export async function tenantReference(ref: Record<string, unknown>, context: SubgraphContext): Promise<Tenant | null> {
  const division = await adminDivisionByCode(context).load(divisionCodeOf(String(ref.id)));
  return division && tenantOf(division);
}
