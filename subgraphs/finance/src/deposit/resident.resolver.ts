import { alignRows, defineLoader, Key, Purposes, pageLoader, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { CropInsurancePolicy } from '../crop-insurance-policy/crop-insurance-policy.entity.ts';
import { CropInsurancePolicyType } from '../crop-insurance-policy/crop-insurance-policy.resolver.ts';
import { Deposit } from './deposit.entity.ts';

const MOST = 50;

@Key('id')
@ObjectType('Resident')
export class ResidentType {
  @Field(() => ID)
  id!: string;
}

const depositOf = defineLoader<string, Deposit, SubgraphContext>(async (residents, { em }) =>
  alignRows(residents, await em.find(Deposit, { residentId: { $in: [...residents] } }), ({ residentId }) => residentId),
);

const policiesOf = pageLoader(CropInsurancePolicy, {
  parent: 'farmerId',
  order: [
    ['validFrom', 'desc'],
    ['id', 'asc'],
  ],
});

@Resolver(() => ResidentType)
export class ResidentResolver {
  @Sensitivity('S4', 'financial account')
  @Purposes('social-assistance')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Deposits in all banks of the city as a band in CNY; null: none reported.',
  })
  async depositBand(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<string | null> {
    return (await depositOf(context).load(id))?.band ?? null;
  }

  @Sensitivity('S3')
  @FieldResolver(() => [CropInsurancePolicyType], {
    nullable: true,
    description: `Crop insurance policies of the resident's farms, the latest first, at most ${MOST}.`,
  })
  async cropInsurancePolicies(
    @Root() { id }: { id: string },
    @Ctx() context: SubgraphContext,
  ): Promise<readonly CropInsurancePolicy[]> {
    return (await policiesOf(context, { first: MOST }).load(id)).nodes;
  }
}
