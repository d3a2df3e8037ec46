import { alignRows, defineLoader, findRows, Key, Purposes, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { FINANCIAL_ACCOUNT } from '../wallet/citizen-card.resolver.ts';
import { DEPOSIT_BANDS, DepositBand } from './deposit-band.entity.ts';

@Key('id')
@ObjectType('Resident')
export class ResidentType {
  @Field(() => ID)
  id!: string;
}

const depositBandOf = defineLoader<string, DepositBand, SubgraphContext>(async (residents, { em }) =>
  alignRows(
    residents,
    await findRows(em, DepositBand, { residentId: { $in: [...residents] } }),
    ({ residentId }) => residentId,
  ),
);

@Resolver(() => ResidentType)
export class DepositBandResolver {
  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Purposes('social-assistance')
  @FieldResolver(() => String, {
    nullable: true,
    description: `What the resident has in the city's banks together, in yuan (CNY): ${DEPOSIT_BANDS.join(', ')}; null when no bank knows the resident.`,
  })
  async depositBand(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<string | null> {
    return (await depositBandOf(context).load(id))?.band ?? null;
  }
}
