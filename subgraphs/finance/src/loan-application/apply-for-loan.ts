import { CityGraphError, parseUscc, type Viewer } from '@citygraph/contract';
import { granted, idempotent, newId, representative, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { LoanProduct } from '../loan-product/loan-product.entity.ts';
import { LoanApplication } from './loan-application.entity.ts';

const Application = z.strictObject({
  productId: z.string().min(1).max(40),
  applicant: z.string(),
  grantId: z.string().regex(/^[A-Za-z0-9_-]{4,64}$/, 'give the id of the data grant: 4 to 64 letters, digits, _ and -'),
  amountCents: z.int('give whole cents').min(100_000, 'loans begin at 100000 cents').nullable(),
  termMonths: z.int().min(1, 'give 1 month or more').max(360, 'give 360 months or less').nullable(),
});

export type Application = z.infer<typeof Application>;

/** A firm's representative asks a bank for a loan, and names the grant under which the bank may look. Answers the application's id. */
export async function applyForLoan(
  em: EntityManager,
  viewer: Viewer,
  application: Application,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Application, application);
  parseUscc(input.applicant);
  granted(
    viewer,
    representative<{ uscc: string }>(({ uscc }) => uscc),
    { uscc: input.applicant },
    { argument: 'applicant', what: 'firm', now },
  );
  return idempotent(em, { operation: 'applyForLoan', key, viewer, input, now }, async (inner) => {
    const product = await inner.findOne(LoanProduct, { id: input.productId });
    if (!product) throw wrong('NOT_FOUND', 'productId', `there is no loan ${input.productId}.`);
    const { applicant, grantId, amountCents, termMonths } = input;
    if (product.lenderUscc === applicant)
      throw wrong('BAD_USER_INPUT', 'applicant', 'a bank does not borrow from itself.');
    if (amountCents !== null && amountCents > product.maxAmountCents) {
      throw wrong('BAD_USER_INPUT', 'amountCents', `this loan goes to ${product.maxAmountCents} cents.`);
    }
    if (termMonths !== null && termMonths > product.maxTermMonths) {
      throw wrong('BAD_USER_INPUT', 'termMonths', `this loan goes to ${product.maxTermMonths} months.`);
    }
    const id = newId('loan_');
    await inner
      .insert(LoanApplication, {
        id,
        productId: product.id,
        lenderUscc: product.lenderUscc,
        applicantUscc: applicant,
        dataGrantId: grantId,
        amountCents: amountCents ?? product.maxAmountCents,
        termMonths: termMonths ?? product.maxTermMonths,
        status: 'SUBMITTED',
        openProductId: product.id,
        submittedBy: viewer.principal.subject ?? '',
        submittedAt: now,
      })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError(
          'CONFLICT',
          'The firm has an open application for this loan already; withdraw it first.',
        );
      });
    return id;
  });
}

const wrong = (code: 'NOT_FOUND' | 'BAD_USER_INPUT', argument: string, message: string): CityGraphError =>
  new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
