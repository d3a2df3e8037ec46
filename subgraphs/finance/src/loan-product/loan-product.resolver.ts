import { CentsScalar, CityGraphError, USCCScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../lending-profile/legal-entity.ts';
import { LOAN_PURPOSES, LoanProduct, type LoanPurpose } from './loan-product.entity.ts';

/** A list in one answer; `loanProductsConnection` pages through the rest. */
const MOST = 100;

@Sensitivity('S1')
@Key('id')
@ObjectType('LoanProduct', { description: 'A loan that a bank offers to firms.' })
export class LoanProductType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { description: "The bank's name for it." })
  name!: string;

  @Field(() => String, { description: `What it is for: ${LOAN_PURPOSES.join(', ')}.` })
  purpose!: string;

  @Field(() => Int, { description: 'Interest a year in basis points: 435 is 4.35 %.' })
  annualRateBp!: number;

  @Field(() => CentsScalar, { description: 'The most that is lent, in CNY cents.' })
  maxAmountCents!: number;

  @Field(() => Int, { description: 'The longest term, in months.' })
  maxTermMonths!: number;
}

const LoanProductConnection = connectionOf('LoanProduct', () => LoanProductType);

export const loanProductById = defineLoader<string, LoanProduct, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(LoanProduct, { id: { $in: [...ids] } }), ({ id }) => id),
);

@Resolver(() => LoanProductType)
export class LoanProductResolver {
  @Sensitivity('S1')
  @Query(() => [LoanProductType], {
    nullable: true,
    description: `Loans for a purpose (${LOAN_PURPOSES.join(', ')}), the cheapest first, at most ${MOST}.`,
  })
  loanProducts(@Arg('purpose', () => String) purpose: string, @Ctx() { em }: SubgraphContext): Promise<LoanProduct[]> {
    const where = { purpose: parsePurpose(purpose) };
    return em.find(LoanProduct, where, { orderBy: { annualRateBp: 'asc', id: 'asc' }, limit: MOST });
  }

  @Sensitivity('S1')
  @Query(() => LoanProductConnection, { nullable: true, description: 'Loans, the cheapest first.' })
  loanProductsConnection(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('purpose', () => String, { nullable: true }) purpose: string | null,
    @Arg('lender', () => USCCScalar, { nullable: true }) lender: string | null,
    @Arg('atMostRateBp', () => Int, { nullable: true, description: 'Basis points a year.' }) atMostRateBp:
      | number
      | null,
    @Arg('atLeastCents', () => CentsScalar, { nullable: true, description: 'Lends that much.' })
    atLeastCents: number | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<LoanProduct>> {
    const where = {
      ...(purpose == null ? {} : { purpose: parsePurpose(purpose) }),
      ...(lender == null ? {} : { lenderUscc: lender }),
      ...(atMostRateBp == null ? {} : { annualRateBp: { $lte: atMostRateBp } }),
      ...(atLeastCents == null ? {} : { maxAmountCents: { $gte: atLeastCents } }),
    };
    const order = [
      ['annualRateBp', 'asc'],
      ['id', 'asc'],
    ] as const;
    return pageOf(em, LoanProduct, { where, order, first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'The bank.' })
  lender(@Root() { lenderUscc }: LoanProduct): { uscc: string } {
    return { uscc: lenderUscc };
  }
}

function parsePurpose(text: string): LoanPurpose {
  const purpose = LOAN_PURPOSES.find((known) => known === text);
  if (purpose) return purpose;
  throw new CityGraphError(
    'BAD_USER_INPUT',
    `purpose: "${text.slice(0, 20)}" is none; give one of ${LOAN_PURPOSES.join(', ')}.`,
    { extensions: { argument: 'purpose' } },
  );
}

export const loanProductReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<LoanProduct | null> => loanProductById(context).load(String(id));
