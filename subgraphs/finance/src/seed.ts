import type { City, LegalEntity } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { BillerAccount } from './biller-account/biller-account.entity.ts';
import { CropInsurancePolicy } from './crop-insurance-policy/crop-insurance-policy.entity.ts';
import { DEPOSIT_BANDS, Deposit } from './deposit/deposit.entity.ts';
import { RepaymentRecord } from './lending-profile/repayment-record.entity.ts';
import { Bank } from './loan-product/bank.entity.ts';
import { LOAN_PURPOSES, LoanProduct } from './loan-product/loan-product.entity.ts';
import { Payment } from './payment/payment.entity.ts';
import { LedgerEntry } from './wallet/ledger-entry.entity.ts';
import { Wallet } from './wallet/wallet.entity.ts';

const PRODUCT_NAMES = {
  'working-capital': '小微流动资金贷款',
  equipment: '设备更新贷款',
  agriculture: '春耕助农贷款',
  trade: '外贸订单贷款',
} as const;

/** Purses, utilities' accounts, banks with their loans, firms' repayment, deposits and crop policies. */
export async function seedFinance(em: EntityManager, city: City): Promise<void> {
  const random = city.random('finance');
  await seedAccountsAndPayments(em, city);
  await insertRows(
    em,
    Deposit,
    city.residents
      .filter(({ birthDate }) => Number(city.asOf.slice(0, 4)) - Number(birthDate.slice(0, 4)) > 18)
      .map(({ id }) => ({ residentId: id, band: random.pick(DEPOSIT_BANDS) })),
  );
  await seedLoans(em, city);
  const farmOf = new Map(city.farms.map((farm) => [farm.id, farm]));
  await insertRows(
    em,
    CropInsurancePolicy,
    city.cropPolicies.map(({ id, insurer, farm, from, to, sumInsuredCents }) => ({
      id,
      insurerUscc: insurer,
      farmId: farm,
      farmerId: farmOf.get(farm)?.farmer ?? '',
      operatorUscc: farmOf.get(farm)?.operator ?? null,
      validFrom: from,
      validTo: to,
      sumInsuredCents,
    })),
  );
}

/** Every card's purse opens with one entry; the demo people have paid three months of their bills since. */
async function seedAccountsAndPayments(em: EntityManager, city: City): Promise<void> {
  const random = city.random('finance/purses');
  const year = city.asOf.slice(0, 4);
  const payments = demoPayments(city);
  const paidBy = sums(payments, ({ cardId }) => cardId);
  const paidTo = sums(payments, ({ mrid }) => mrid);
  const opening = new Map(
    city.residents.map(({ card }) => [
      card,
      (paidBy.get(card) ?? 0) + (paidBy.has(card) ? 52_000 : random.int(0, 80_000)),
    ]),
  );
  await insertRows(
    em,
    Wallet,
    city.residents.map(({ id, card }) => ({
      cardId: card,
      residentId: id,
      balanceCents: (opening.get(card) ?? 0) - (paidBy.get(card) ?? 0),
    })),
  );
  await insertRows(em, LedgerEntry, [
    ...city.residents.map(({ card }) => ({
      id: `led_${card.slice(5)}`,
      cardId: card,
      kind: 'OPENING' as const,
      amountCents: opening.get(card) ?? 0,
      reference: card,
      at: new Date(`${year}-01-01T00:00:00+08:00`),
    })),
    ...payments.map(({ id, cardId, amountCents, paidAt }) => ({
      id: `led_${id.slice(4)}`,
      cardId,
      kind: 'PAYMENT' as const,
      amountCents: -amountCents,
      reference: id,
      at: paidAt,
    })),
  ]);
  await insertRows(em, Payment, payments);
  const holderOf = new Map(city.legalEntities.map(({ place, uscc }) => [place, uscc]));
  await insertRows(
    em,
    BillerAccount,
    city.usagePoints.map(({ mrid, place, operator }) => ({
      mrid,
      placeId: place,
      operatorUscc: operator,
      holderUscc: holderOf.get(place) ?? null,
      paidCents: paidTo.get(mrid) ?? 0,
    })),
  );
}

/** The bills that demo people have paid, each on the fifth of the month after. */
function demoPayments(city: City) {
  const pointOf = new Map(city.usagePoints.map((point) => [point.mrid, point]));
  const homeOf = new Map(city.households.map(({ dwelling, members }) => [dwelling, members]));
  const demo = new Set(Object.values(city.demo).map(({ resident }) => resident));
  const residentOf = new Map(city.residents.map((resident) => [resident.id, resident]));
  return city.bills
    .filter(({ paid }) => paid)
    .flatMap(({ mrid, month, amountCents }) => {
      const point = pointOf.get(mrid);
      const payer = residentOf.get(homeOf.get(point?.place ?? '')?.find((member) => demo.has(member)) ?? '');
      if (!point || !payer) return [];
      const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
      return {
        id: `pay_${mrid.slice(0, 8)}${mrid.slice(24, 32)}${month.slice(2, 4)}${month.slice(5)}`,
        cardId: payer.card,
        residentId: payer.id,
        mrid,
        payeeUscc: point.operator,
        amountCents,
        status: 'SETTLED' as const,
        // The fifth, half past seven in the evening, city time.
        paidAt: new Date(Date.UTC(year, number, 5, 11, 30)),
        refundedAt: null,
      };
    });
}

async function seedLoans(em: EntityManager, city: City): Promise<void> {
  const random = city.random('finance/loans');
  const banks = city.legalEntities.filter(({ kind, status }) => kind === 'bank' && status === 'IN_OPERATION');
  await insertRows(
    em,
    Bank,
    banks.map(({ uscc, name }) => ({ uscc, name })),
  );
  await insertRows(
    em,
    LoanProduct,
    banks.flatMap(({ uscc }) =>
      LOAN_PURPOSES.map((purpose) => ({
        id: `lp_${uscc.slice(8, 17).toLowerCase()}_${purpose.slice(0, 4)}`,
        lenderUscc: uscc,
        name: PRODUCT_NAMES[purpose],
        purpose,
        annualRateBp: random.int(69, 110) * 5,
        maxAmountCents: random.int(5, 50) * 10_000_000,
        maxTermMonths: random.pick([12, 24, 36, 60]),
      })),
    ),
  );
  const borrowers = city.legalEntities.filter((entity) => mayBorrow(entity) && random.chance(0.5));
  await insertRows(
    em,
    RepaymentRecord,
    borrowers.map(({ uscc }) => {
      const loans = random.int(1, 3);
      const instalments = loans * random.int(6, 36);
      return {
        uscc,
        loans,
        instalments,
        late: random.chance(0.3) ? random.int(1, Math.ceil(instalments / 4)) : 0,
        defaulted: random.chance(0.04) ? 1 : 0,
      };
    }),
  );
}

const mayBorrow = ({ kind }: LegalEntity): boolean =>
  kind === 'shop' || kind === 'manufacturer' || kind === 'farm' || kind === 'carrier' || kind === 'vendor';

function sums<T extends { readonly amountCents: number }>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): Map<string, number> {
  const total = new Map<string, number>();
  for (const row of rows) total.set(keyOf(row), (total.get(keyOf(row)) ?? 0) + row.amountCents);
  return total;
}
