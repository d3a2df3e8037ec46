import { CentsScalar, DateTimeScalar, USCCScalar } from '@citygraph/contract';
import {
  alignRows,
  anyOf,
  type Connection,
  connectionOf,
  defineLoader,
  granted,
  Key,
  PageArgs,
  pageLoader,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { LegalEntityType } from '../lending-profile/legal-entity.ts';
import type { LoanProduct } from '../loan-product/loan-product.entity.ts';
import { LoanProductType, loanProductById } from '../loan-product/loan-product.resolver.ts';
import { applyForLoan } from './apply-for-loan.ts';
import { decideLoanApplication } from './decide-loan-application.ts';
import { applicantSide, lenderSide } from './loan-application.access.ts';
import { LOAN_STATUSES, LoanApplication } from './loan-application.entity.ts';
import { withdrawLoanApplication } from './withdraw-loan-application.ts';

@Key('id')
@Sensitivity('S3')
@ObjectType('LoanApplication', {
  description: "A firm's request for a loan, on data that a grant lets the lender see.",
})
export class LoanApplicationType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: `${LOAN_STATUSES.join(', ')}.` })
  status?: string;

  @Field(() => ID, { nullable: true, description: "The grant under which the lender sees the applicant's data." })
  dataGrantId?: string;

  @Field(() => CentsScalar, { nullable: true, description: 'Asked for, in CNY cents.' })
  amountCents?: number;

  @Field(() => Int, { nullable: true, description: 'Asked for, in months.' })
  termMonths?: number;

  @Field(() => CentsScalar, { nullable: true, description: 'Approved, in CNY cents; null: not, or not yet.' })
  approvedCents?: number | null;

  @Field(() => String, { nullable: true, description: "The lender's reason." })
  reason?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was sent.' })
  submittedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided or withdrawn.' })
  decidedAt?: Date | null;
}

const LoanApplicationConnection = connectionOf('LoanApplication', () => LoanApplicationType);

const applicationById = defineLoader<string, LoanApplication, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(LoanApplication, { id: { $in: [...ids] } }), ({ id }) => id),
);

const applicationsOf = pageLoader(LoanApplication, {
  parent: 'applicantUscc',
  order: [
    ['submittedAt', 'desc'],
    ['id', 'asc'],
  ],
});

const eitherSide = anyOf(applicantSide, lenderSide);

@Resolver(() => LoanApplicationType)
export class LoanApplicationResolver {
  @Sensitivity('S3')
  @Query(() => LoanApplicationType, { nullable: true, description: 'An application, for the firm and the lender.' })
  async loanApplication(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<LoanApplication> {
    const found = await applicationById(context).load(id);
    return granted(context.viewer, eitherSide, found, {
      argument: 'id',
      what: 'application',
      now: context.clock.now(),
    });
  }

  @Sensitivity('S3')
  @FieldResolver(() => LoanProductType, { nullable: true, description: 'The loan.' })
  product(@Root() { productId }: LoanApplication, @Ctx() context: SubgraphContext): Promise<LoanProduct | null> {
    return loanProductById(context).load(productId);
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The firm.' })
  applicant(@Root() { applicantUscc }: LoanApplication): { uscc: string } {
    return { uscc: applicantUscc };
  }

  @Sensitivity('S3')
  @Mutation(() => LoanApplicationType, {
    nullable: true,
    description:
      "A firm's representative asks for a loan and names the data grant; without amount and term, the loan's largest. One open application a firm and loan; a repeat answers the first.",
  })
  async applyForLoan(
    @Arg('productId', () => ID) productId: string,
    @Arg('applicant', () => USCCScalar) applicant: string,
    @Arg('grantId', () => ID) grantId: string,
    @Arg('amountCents', () => CentsScalar, { nullable: true }) amountCents: number | null,
    @Arg('termMonths', () => Int, { nullable: true }) termMonths: number | null,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<LoanApplication | null> {
    const { em, viewer, clock } = context;
    const input = { productId, applicant, grantId, amountCents: amountCents ?? null, termMonths: termMonths ?? null };
    return applicationById(context).load(await applyForLoan(em, viewer, input, key ?? null, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => LoanApplicationType, {
    nullable: true,
    description: "The lender's officer, on a case that names the firm or the application, approves or declines, once.",
  })
  async decideLoanApplication(
    @Arg('id', () => ID) id: string,
    @Arg('approve', () => Boolean) approve: boolean,
    @Arg('reason', () => String) reason: string,
    @Arg('approvedCents', () => CentsScalar, { nullable: true, description: 'Default: what was asked for.' })
    approvedCents: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<LoanApplication | null> {
    const { em, viewer, clock } = context;
    const decision = { id, approve, reason, approvedCents: approvedCents ?? null };
    return applicationById(context).load(await decideLoanApplication(em, viewer, decision, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => LoanApplicationType, {
    nullable: true,
    description: 'Take an application back before it is decided.',
  })
  async withdrawLoanApplication(
    @Arg('id', () => ID) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<LoanApplication | null> {
    const { em, viewer, clock } = context;
    return applicationById(context).load(await withdrawLoanApplication(em, viewer, { id }, clock.now()));
  }
}

@Resolver(() => LegalEntityType)
export class EntityApplicationsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => LoanApplicationConnection, {
    nullable: true,
    description: "The firm's applications for loans, the latest first; for its representatives.",
  })
  loanApplicationsConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<LoanApplication>> {
    return applicationsOf(context, { first, after }).load(uscc);
  }
}

export const loanApplicationReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<LoanApplication | null> => applicationById(context).load(String(id));
