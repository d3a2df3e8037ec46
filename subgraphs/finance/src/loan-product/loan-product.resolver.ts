import { CentsScalar, USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  findRows,
  type Order,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../legal-entity/legal-entity.type.ts';
import { oneOf } from '../one-of.ts';
import { closeLoanProduct } from './close-loan-product.ts';
import { LOAN_PURPOSES, LoanProduct } from './loan-product.entity.ts';
import { loanProductById } from './loan-product.loader.ts';
import { LoanProductOrder, LoanProductType } from './loan-product.type.ts';
import { offerLoanProduct } from './offer-loan-product.ts';

const MOST = 50;

const ORDERS: Readonly<Record<LoanProductOrder, Order<LoanProduct>>> = {
  RATE: [
    ['annualRateBp', 'asc'],
    ['id', 'asc'],
  ],
  LARGEST_AMOUNT: [
    ['maxAmountCents', 'desc'],
    ['id', 'asc'],
  ],
  NAME: [
    ['name', 'asc'],
    ['id', 'asc'],
  ],
};

const LoanProductConnection = connectionOf('LoanProduct', () => LoanProductType);

@Resolver(() => LoanProductType)
export class LoanProductResolver {
  @Sensitivity('S1')
  @Query(() => [LoanProductType], {
    nullable: true,
    description: `Open loan products for a purpose (${LOAN_PURPOSES.join(', ')}), the cheapest first; at most ${MOST}.`,
  })
  loanProducts(@Arg('purpose', () => String) purpose: string, @Ctx() { em }: SubgraphContext): Promise<LoanProduct[]> {
    const where = { purpose: oneOf(LOAN_PURPOSES, purpose, 'purpose'), open: true };
    return findRows(em, LoanProduct, where, {
      orderBy: { annualRateBp: 'asc', id: 'asc' },
      limit: MOST,
    });
  }

  @Sensitivity('S1')
  @Query(() => LoanProductConnection, {
    nullable: true,
    description: 'Loan products; open ones unless said otherwise.',
  })
  loanProductsConnection(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('purpose', () => String, { nullable: true, description: 'For one purpose.' }) purpose: string | null,
    @Arg('lender', () => USCCScalar, { nullable: true, description: 'Of one bank.' }) lender: string | null,
    @Arg('maxRateBp', () => Int, { nullable: true, description: 'At most this rate, in basis points a year.' })
    maxRateBp: number | null,
    @Arg('minAmountCents', () => CentsScalar, { nullable: true, description: 'That lend this much or more.' })
    minAmountCents: number | null,
    @Arg('open', () => Boolean, { defaultValue: true }) open: boolean,
    @Arg('orderBy', () => LoanProductOrder, { defaultValue: LoanProductOrder.RATE }) orderBy: LoanProductOrder,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<LoanProduct>> {
    const where = {
      open,
      ...(purpose == null ? {} : { purpose: oneOf(LOAN_PURPOSES, purpose, 'purpose') }),
      ...(lender == null ? {} : { lenderUscc: lender }),
      ...(maxRateBp == null ? {} : { annualRateBp: { $lte: maxRateBp } }),
      ...(minAmountCents == null ? {} : { maxAmountCents: { $gte: minAmountCents } }),
    };
    return pageOf(em, LoanProduct, { where, order: ORDERS[orderBy], first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'The bank that lends.' })
  lender(@Root() { lenderUscc }: LoanProduct): { uscc: string } {
    return { uscc: lenderUscc };
  }

  @Sensitivity('S2')
  @Mutation(() => LoanProductType, {
    nullable: true,
    description: "A bank's legal representative offers a kind of loan, at 1 to 2400 basis points a year.",
  })
  async offerLoanProduct(
    @Arg('lender', () => USCCScalar) lender: string,
    @Arg('name', () => String) name: string,
    @Arg('purpose', () => String, { description: LOAN_PURPOSES.join(', ') }) purpose: string,
    @Arg('annualRateBp', () => Int) annualRateBp: number,
    @Arg('minAmountCents', () => CentsScalar) minAmountCents: number,
    @Arg('maxAmountCents', () => CentsScalar) maxAmountCents: number,
    @Arg('maxTermMonths', () => Int) maxTermMonths: number,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<LoanProduct | null> {
    const { em, viewer, clock } = context;
    const offer = { lender, name, purpose, annualRateBp, minAmountCents, maxAmountCents, maxTermMonths };
    return loanProductById(context).load(await offerLoanProduct(em, viewer, offer, key ?? null, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => LoanProductType, {
    nullable: true,
    description: "The bank's legal representative closes a product to new applications.",
  })
  async closeLoanProduct(
    @Arg('id', () => ID) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<LoanProduct | null> {
    const { em, viewer, clock } = context;
    return loanProductById(context).load(await closeLoanProduct(em, viewer, { id }, clock.now()));
  }
}

export function loanProductReference(
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<LoanProduct | null> {
  return loanProductById(context).load(String(id));
}
