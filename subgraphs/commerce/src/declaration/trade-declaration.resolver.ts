import { alignRows, defineLoader, findRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { declareCrossBorder, withdrawDeclaration } from './declare-cross-border.ts';
import { TradeDeclaration } from './trade-declaration.entity.ts';
import { TradeDeclarationType } from './trade-declaration.type.ts';

const declarationByNo = defineLoader<string, TradeDeclaration, SubgraphContext>(async (numbers, { em }) =>
  alignRows(
    numbers,
    await findRows(em, TradeDeclaration, { declarationNo: { $in: [...numbers] } }),
    ({ declarationNo }) => declarationNo,
  ),
);

@Resolver(() => TradeDeclarationType)
export class TradeDeclarationResolver {
  @Sensitivity('S3')
  @Mutation(() => TradeDeclarationType, {
    nullable: true,
    description:
      'The seller declares shipped goods for export; one living declaration an order, and the same again is the same one.',
  })
  async declareCrossBorder(
    @Arg('orderId', () => ID) orderId: string,
    @Arg('partnerCountry', () => String) partnerCountry: string,
    @Arg('hsCode', () => String) hsCode: string,
    @Ctx() context: SubgraphContext,
  ): Promise<TradeDeclaration | null> {
    const { em, viewer, clock } = context;
    const input = { orderId, partnerCountry, hsCode };
    return declarationByNo(context).load(await declareCrossBorder(em, viewer, input, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => TradeDeclarationType, {
    nullable: true,
    description: 'The seller takes a declaration back that customs has not answered.',
  })
  async withdrawDeclaration(
    @Arg('declarationNo', () => String) declarationNo: string,
    @Ctx() context: SubgraphContext,
  ): Promise<TradeDeclaration | null> {
    const { em, viewer, clock } = context;
    return declarationByNo(context).load(await withdrawDeclaration(em, viewer, { declarationNo }, clock.now()));
  }
}
