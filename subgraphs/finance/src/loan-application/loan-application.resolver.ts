import { CentsScalar, USCCScalar } from '@citygraph/contract';
import { type Connection, connectionOf, granted, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../legal-entity/legal-entity.type.ts';
import type { LoanProduct } from '../loan-product/loan-product.entity.ts';
import { loanProductById } from '../loan-product/loan-product.loader.ts';
import { LoanProductType } from '../loan-product/loan-product.type.ts';
import { oneOf } from '../one-of.ts';
import { applyForLoan } from './apply-for-loan.ts';
import { decideLoanApplication } from './decide-loan-application.ts';
import { seesLoanApplication } from './loan-application.access.ts';
import { LOAN_STATUSES, type LoanApplication } from './loan-application.entity.ts';
import { applicationsOf, loanApplicationById } from './loan-application.loader.ts';
import { LoanApplicationType, LoanDecision } from './loan-application.type.ts';
import { withdrawLoanApplication } from './withdraw-loan-application.ts';

const LoanApplicationConnection = connectionOf('LoanApplication', () => LoanApplicationType);

@Resolver(() => LoanApplicationType)
export class LoanApplicationResolver {
  @Sensitivity('S3')
  @Query(() => LoanApplicationType, {
    nullable: true,
    description: 'An application, for the applicant and for the lender on the case.',
  })
  async loanApplication(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<LoanApplication> {
    const how = { argument: 'id', what: 'loan application', now: context.clock.now() };
    return granted(
      context.viewer,
      seesLoanApplication,
      await loanApplicationById(context).load(id),
      how,
    ) as LoanApplication;
  }

  @Sensitivity('S3')
  @FieldResolver(() => LoanProductType, { nullable: true, description: 'What was applied for.' })
  product(@Root() { productId }: LoanApplication, @Ctx() context: SubgraphContext): Promise<LoanProduct | null> {
    return loanProductById(context).load(productId);
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The firm that wants to borrow.' })
  applicant(@Root() { applicantUscc }: LoanApplication): { uscc: string } {
    return { uscc: applicantUscc };
  }

  @Sensitivity('S3')
  @Mutation(() => LoanApplicationType, {
    nullable: true,
    description:
      "The applicant's legal representative applies for a loan: by default for the product's largest amount and twelve months. One open application per applicant and product.",
  })
  async applyForLoan(
    @Arg('productId', () => ID) productId: string,
    @Arg('applicant', () => USCCScalar) applicant: string,
    @Arg('grantId', () => ID, { description: "The applicant's data grant for the lender: grant_…" }) grantId: string,
    @Arg('amountCents', () => CentsScalar, { nullable: true }) amountCents: number | null,
    @Arg('termMonths', () => Int, { nullable: true }) termMonths: number | null,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<LoanApplication | null> {
    const { em, viewer, clock } = context;
    const input = { productId, applicant, grantId, amountCents: amountCents ?? null, termMonths: termMonths ?? null };
    return loanApplicationById(context).load(await applyForLoan(em, viewer, input, key ?? null, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => LoanApplicationType, {
    nullable: true,
    description:
      'Somebody of the lender, on a case that names the applicant, approves (the amount applied for, or less) or, with a reason, declines a SUBMITTED application.',
  })
  async decideLoanApplication(
    @Arg('id', () => ID) id: string,
    @Arg('decision', () => LoanDecision) decision: 'APPROVE' | 'DECLINE',
    @Arg('reason', () => String, { nullable: true }) reason: string | null,
    @Arg('approvedAmountCents', () => CentsScalar, { nullable: true }) approvedAmountCents: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<LoanApplication | null> {
    const { em, viewer, clock } = context;
    const input = { id, decision, reason: reason ?? null, approvedAmountCents: approvedAmountCents ?? null };
    return loanApplicationById(context).load(await decideLoanApplication(em, viewer, input, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => LoanApplicationType, {
    nullable: true,
    description: "The applicant's legal representative takes a SUBMITTED application back.",
  })
  async withdrawLoanApplication(
    @Arg('id', () => ID) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<LoanApplication | null> {
    const { em, viewer, clock } = context;
    return loanApplicationById(context).load(await withdrawLoanApplication(em, viewer, { id }, clock.now()));
  }
}

@Resolver(() => LegalEntityType)
export class ApplicantResolver {
  @Sensitivity('S3')
  @FieldResolver(() => LoanApplicationConnection, {
    nullable: true,
    description:
      "The entity's loan applications, the latest first: all for its legal representative, a bank's own for the bank on a case that names it.",
  })
  loanApplicationsConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: LOAN_STATUSES.join(', ') }) status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<LoanApplication>> {
    const { principal, standing } = context.viewer;
    const own = standing?.represents.includes(uscc) ? {} : { lenderUscc: principal.agency ?? '' };
    const where = { ...own, ...(status == null ? {} : { status: oneOf(LOAN_STATUSES, status, 'status') }) };
    return applicationsOf(context, { where, first, after }).load(uscc);
  }
}

export async function loanApplicationReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<LoanApplication | { id: string }> {
  const id = String(ref.id);
  return (await loanApplicationById(context).load(id)) ?? { id };
}
