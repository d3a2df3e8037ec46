import { anonymous, fuzzMutations, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { finance } from './index.ts';
import { LedgerEntry } from './ledger/ledger-entry.entity.ts';
import { LoanApplication } from './loan-application/loan-application.entity.ts';
import { LoanProduct } from './loan-product/loan-product.entity.ts';
import { DEMO_APPLICATION, demoProduct } from './loan-product/loans.seed.ts';
import { Payment } from './payment/payment.entity.ts';
import {
  BANK,
  banker,
  CHILD,
  cardOf,
  city,
  lender,
  METER,
  NOW,
  PARENT,
  parent,
  SHOP,
  shopOwner,
  stranger,
  utility,
} from './testing/people-with-money.ts';

describe('whatever is asked of a mutation', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });

  it('is done wholly or refused with a code', async () => {
    const em = department.em();
    const rows = async () =>
      (await em.count(LedgerEntry)) + (await em.count(LoanApplication)) + (await em.count(LoanProduct));
    const before = await rows();
    const payment = await em.findOneOrFail(Payment, { cardId: cardOf(PARENT), usagePointMrid: METER.mrid });
    await fuzzMutations(department, {
      viewers: [parent, shopOwner, banker, lender, utility, stranger, anonymous()],
      known: {
        id: [DEMO_APPLICATION, payment.id, demoProduct('agriculture'), 'pay_none'],
        cardId: [cardOf(PARENT), cardOf(CHILD), 'card_none'],
        usagePointMrid: [METER.mrid],
        bank: [BANK],
        lender: [BANK],
        applicant: [SHOP],
        productId: [demoProduct('working-capital'), demoProduct('trade')],
        grantId: ['grant_1'],
        bankReference: ['a', 'b', 'c'],
        purpose: ['equipment'],
        name: ['小微快贷'],
        reason: ['a reason'],
        annualRateBp: [400],
        minAmountCents: [100, 10_000],
        maxAmountCents: [5_000_000],
        maxTermMonths: [12],
        idempotencyKey: ['1', '2', '3', '4', '5'],
      },
      runs: 150,
    });
    // Some of it must have been done, or nothing was tried.
    expect(await rows()).toBeGreaterThan(before);
  });
});
