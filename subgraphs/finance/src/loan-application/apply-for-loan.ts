import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, living, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertRepresents } from '../legal-entity/assert-represents.ts';
import { LoanProduct } from '../loan-product/loan-product.entity.ts';
import { LoanApplication } from './loan-application.entity.ts';
import { termsOf } from './loan-application.rules.ts';

const Application = z.strictObject({
  productId: z.string().min(1).max(40),
  applicant: z.string(),
  grantId: z
    .string()
    .regex(
      /^grant_[A-Za-z0-9_-]{1,58}$/,
      'give the id of the data grant for the lender, grant_ and 1 to 58 of A-Z a-z 0-9 _ -',
    ),
  amountCents: z.number().int().min(1, 'give at least 1 cent').nullable(),
  termMonths: z.number().int().min(1, 'give at least 1 month').nullable(),
});

export type Application = z.infer<typeof Application>;

/** The legal representative applies for a loan and names the grant that lets the lender see the firm's data. Answers the application's id. */
export async function applyForLoan(
  em: EntityManager,
  viewer: Viewer,
  application: Application,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Application, application);
  const { productId, applicant, grantId } = input;
  assertRepresents(viewer, applicant, 'applicant');
  const isLiving = living(LoanApplication, { status: { $in: ['SUBMITTED', 'APPROVED'] } });
  const request = { operation: 'applyForLoan', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const product = await inner.findOne(LoanProduct, { id: productId }, { disableIdentityMap: true });
    if (!product) {
      throw new CityGraphError('NOT_FOUND', `productId: there is no loan product ${productId}.`, {
        extensions: { argument: 'productId' },
      });
    }
    const terms = termsOf(product, input);
    if (!product.open) {
      throw new CityGraphError('CONFLICT', `${product.name} takes no more applications; choose another product.`);
    }
    const id = newId('loan_');
    await inner
      .insert(LoanApplication, {
        ...terms,
        id,
        productId,
        lenderUscc: product.lenderUscc,
        applicantUscc: applicant,
        status: 'SUBMITTED',
        dataGrantId: grantId,
        submittedAt: now,
        submittedBy: viewer.principal.subject ?? '',
        openProductId: productId,
      })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError(
          'CONFLICT',
          `${applicant} has an open application for ${product.name} already; withdraw it first, or wait for the decision.`,
        );
      });
    return id;
  });
}
