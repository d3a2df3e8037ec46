import { createHash } from 'node:crypto';
import { DEMO_FARM } from '@citygraph/city';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { Bank } from './bank/bank.entity.ts';
import { BillingAccount } from './billing-account/billing-account.entity.ts';
import { CropInsurancePolicy } from './crop-insurance-policy/crop-insurance-policy.entity.ts';
import { DepositBand } from './deposit-band/deposit-band.entity.ts';
import { finance } from './index.ts';
import { LedgerEntry } from './ledger/ledger-entry.entity.ts';
import { LoanApplication } from './loan-application/loan-application.entity.ts';
import { LoanProduct } from './loan-product/loan-product.entity.ts';
import { DEMO_APPLICATION } from './loan-product/loans.seed.ts';
import { Payment } from './payment/payment.entity.ts';
import { BANK, city, NOW, SHOP } from './testing/people-with-money.ts';
import { Wallet } from './wallet/wallet.entity.ts';

const seeded = () => testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
type Department = ReturnType<typeof seeded>;

/** A digest of every table's rows. */
async function digestOf(department: Department): Promise<string> {
  const hash = createHash('sha256');
  for (const { className } of department.em().getMetadata().getAll().values()) {
    if (className === 'IdempotencyRecord') continue;
    const lines = (await department.em().find(className as never, {})).map((row) => JSON.stringify(row)).sort();
    hash.update(`${className}\n${lines.join('\n')}\n`);
  }
  return hash.digest('hex');
}

const digests: string[] = [];

describe("finance's part of the city", () => {
  const department = seeded();

  it('is made the same', async () => {
    digests.push(await digestOf(department));
  });

  it('gives every resident a wallet, and every meter an account with its own utility', async () => {
    const wallets = await department.em().find(Wallet, {});
    expect(new Map(wallets.map(({ cardId, residentId }) => [cardId, residentId]))).toEqual(
      new Map(city.residents.map(({ card, id }) => [card, id])),
    );
    const accounts = await department.em().find(BillingAccount, {});
    expect(new Map(accounts.map(({ mrid, placeId, operatorUscc }) => [mrid, `${placeId} ${operatorUscc}`]))).toEqual(
      new Map(city.usagePoints.map(({ mrid, place, operator }) => [mrid, `${place} ${operator}`])),
    );
  });

  it("has paid just the bills that the city says are paid, from a card of who lives there, to the meter's utility", async () => {
    const dwellingOf = new Map(city.households.flatMap(({ members, dwelling }) => members.map((id) => [id, dwelling])));
    const meterOf = new Map(city.usagePoints.map((meter) => [meter.mrid, meter]));
    const payments = await department.em().find(Payment, {});
    const sums = (rows: readonly { mrid: string; amountCents: number }[]) =>
      [...Map.groupBy(rows, ({ mrid }) => mrid)]
        .map(([mrid, own]) => `${mrid} ${own.reduce((sum, { amountCents }) => sum + amountCents, 0)}`)
        .sort();
    const paid = city.bills.filter((bill) => bill.paid);
    expect(paid.length).toBeGreaterThan(0);
    expect(sums(payments.map(({ usagePointMrid: mrid, amountCents }) => ({ mrid, amountCents })))).toEqual(sums(paid));
    const accounts = await department.em().find(BillingAccount, { paidCents: { $gt: 0 } });
    expect(accounts.map(({ mrid, paidCents }) => `${mrid} ${paidCents}`).sort()).toEqual(sums(paid));
    const asOf = new Date(`${city.asOf}T00:00:00+08:00`);
    const wrong = payments.filter(
      ({ residentId, usagePointMrid, payeeUscc, paidAt }) =>
        dwellingOf.get(residentId) !== meterOf.get(usagePointMrid)?.place ||
        meterOf.get(usagePointMrid)?.operator !== payeeUscc ||
        paidAt >= asOf,
    );
    expect(wrong).toEqual([]);
    expect(await department.em().count(LedgerEntry, { bookedAt: { $gte: asOf } })).toBe(0);
  });

  it('books entries in the order of time', async () => {
    const entries = await department.em().find(LedgerEntry, {}, { orderBy: { cardId: 'asc', sequence: 'asc' } });
    const backwards = entries.filter((entry, at) => {
      const before = entries[at - 1];
      return before?.cardId === entry.cardId && before.bookedAt > entry.bookedAt;
    });
    expect(backwards).toEqual([]);
  });

  it('knows the banks in operation, who lend, and every policy with its farmer', async () => {
    const kindOf = new Map(
      city.legalEntities.filter(({ status }) => status === 'IN_OPERATION').map(({ uscc, kind }) => [uscc, kind]),
    );
    const banks = new Set((await department.em().find(Bank, {})).map(({ uscc }) => uscc));
    for (const uscc of banks) expect(kindOf.get(uscc)).toBe('bank');
    for (const { lenderUscc } of await department.em().find(LoanProduct, {})) expect(banks).toContain(lenderUscc);
    const policies = await department.em().find(CropInsurancePolicy, {});
    expect(policies).toHaveLength(city.cropPolicies.length);
    for (const { insurerUscc } of policies) expect(kindOf.get(insurerUscc)).toBe('insurer');
    expect(policies.find(({ farmId }) => farmId === DEMO_FARM)?.farmerId).toBe(city.demo.farmer.resident);
  });

  it("puts applications within their product's bounds, decided before the day, the demo shop's still open", async () => {
    const products = new Map((await department.em().find(LoanProduct, {})).map((product) => [product.id, product]));
    const applications = await department.em().find(LoanApplication, {});
    for (const { productId, lenderUscc, amountCents, status, openProductId } of applications) {
      const product = products.get(productId);
      expect(product?.lenderUscc).toBe(lenderUscc);
      expect(amountCents).toBeLessThanOrEqual(product?.maxAmountCents ?? 0);
      expect(amountCents).toBeGreaterThanOrEqual(product?.minAmountCents ?? 0);
      expect(openProductId).toBe(status === 'SUBMITTED' ? productId : null);
    }
    const late = applications.filter(
      ({ decidedAt }) => decidedAt && decidedAt > new Date(`${city.asOf}T23:59:59+08:00`),
    );
    expect(late).toEqual([]);
    expect(applications.find(({ id }) => id === DEMO_APPLICATION)).toMatchObject({
      applicantUscc: SHOP,
      lenderUscc: BANK,
      status: 'SUBMITTED',
    });
  });

  it('gives grown-ups a deposit band, and low-income households the lowest', async () => {
    const bandOf = new Map(
      (await department.em().find(DepositBand, {})).map(({ residentId, band }) => [residentId, band]),
    );
    const poor = city.households.filter(({ lowIncome }) => lowIncome).flatMap(({ members }) => members);
    expect(poor.length).toBeGreaterThan(0);
    for (const id of poor) expect([undefined, 'UNDER_10K']).toContain(bandOf.get(id));
    expect(new Set(bandOf.values()).size).toBe(4);
  });
});

describe("finance's part of the city, seeded again", () => {
  const department = seeded();

  it('is the same', async () => {
    expect(await digestOf(department)).toBe(digests[0]);
  });
});
