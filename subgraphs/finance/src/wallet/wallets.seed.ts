import {
  ageOn,
  type City,
  type Commodity,
  DEMO_ENTITIES,
  type Household,
  opaqueId,
  type Random,
  type UsagePoint,
} from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityData, EntityManager } from '@mikro-orm/sql';
import { BillingAccount } from '../billing-account/billing-account.entity.ts';
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts';
import { Payment } from '../payment/payment.entity.ts';
import { Wallet } from './wallet.entity.ts';

/** A household's usual bill for a month, in cents; meters read otherwise, so something is always due or ahead. */
const MONTHLY_CENTS: Readonly<Record<Commodity, number>> = {
  electricity: 12_000,
  water: 4_500,
  gas: 6_000,
  heat: 30_000,
};

/** Whole months that everybody's dwelling has paid by card; demo families pay longer by card. */
const MONTHS = 1;
const DEMO_MONTHS = 6;
const BATCH = 1_000;

interface Books {
  readonly wallets: EntityData<Wallet>[];
  readonly entries: EntityData<LedgerEntry>[];
  readonly payments: EntityData<Payment>[];
  readonly accounts: EntityData<BillingAccount>[];
}

/** Cards with their ledgers, meters with what was paid for them: household by household, so that memory stays flat. */
export async function seedWallets(em: EntityManager, city: City): Promise<void> {
  const random = city.random('finance/wallets');
  const settle = settlement(city, random);
  let books = emptyBooks();
  const flush = async (): Promise<void> => {
    await insertRows(em, Wallet, books.wallets);
    await insertRows(em, BillingAccount, books.accounts);
    await insertRows(em, Payment, books.payments);
    await insertRows(em, LedgerEntry, books.entries);
    books = emptyBooks();
  };
  for (const [n, household] of city.households.entries()) {
    settle(household, books);
    if (n % BATCH === BATCH - 1) await flush();
  }
  await flush();
  await insertRows(em, BillingAccount, otherAccounts(city));
}

const emptyBooks = (): Books => ({ wallets: [], entries: [], payments: [], accounts: [] });

function settlement(city: City, random: Random): (household: Household, books: Books) => void {
  const residentOf = new Map(city.residents.map((resident) => [resident.id, resident]));
  const metersAt = Map.groupBy(city.usagePoints, ({ place }) => place);
  const demo = new Set(Object.values(city.demo).map(({ resident }) => resident));
  const months = lastMonths(city.asOf, DEMO_MONTHS);
  return ({ members, dwelling }, books) => {
    const meters = metersAt.get(dwelling) ?? [];
    const paidMonths = months.slice(members.some((id) => demo.has(id)) ? 0 : DEMO_MONTHS - MONTHS);
    members.forEach((residentId, position) => {
      const resident = residentOf.get(residentId);
      if (!resident) return;
      const adult = ageOn(resident.birthDate, city.asOf) >= 18;
      const bills = position === 0 ? billsOf(meters, paidMonths, random) : [];
      keepBooks({ cardId: resident.card, residentId, adult, bills, months, random }, books);
    });
    books.accounts.push(...meters.map((meter) => accountOf(meter, paidMonths.length * MONTHLY_CENTS[meter.commodity])));
  };
}

interface Bill {
  readonly meter: UsagePoint;
  readonly cents: number;
  readonly at: Date;
}

/** One payment a meter and month, each in the first three weeks, in the order of time. */
function billsOf(meters: readonly UsagePoint[], months: readonly string[], random: Random): Bill[] {
  return months.flatMap((month) =>
    meters
      .map((meter) => ({ meter, cents: MONTHLY_CENTS[meter.commodity], at: moment(month, random.int(4, 21), random) }))
      .sort((a, b) => a.at.getTime() - b.at.getTime()),
  );
}

interface Holder {
  readonly cardId: string;
  readonly residentId: string;
  readonly adult: boolean;
  readonly bills: readonly Bill[];
  readonly months: readonly string[];
  readonly random: Random;
}

/** One card's story: money from the bank in the month before the first bill, then the bills. */
function keepBooks({ cardId, residentId, adult, bills, months, random }: Holder, books: Books): void {
  const owed = bills.reduce((sum, { cents }) => sum + cents, 0);
  const spare = owed > 0 || random.chance(adult ? 0.5 : 0.25) ? random.int(adult ? 20 : 5, adult ? 900 : 60) * 100 : 0;
  let [balance, sequence] = [0, 0];
  const book = (
    entry: Pick<EntityData<LedgerEntry>, 'kind' | 'paymentId' | 'bankUscc' | 'bankReference'>,
    cents: number,
    at: Date,
  ): void => {
    sequence++;
    balance += cents;
    books.entries.push({
      paymentId: null,
      bankUscc: null,
      bankReference: null,
      ...entry,
      id: opaqueId('led_', `${cardId} ${sequence}`),
      cardId,
      residentId,
      sequence,
      amountCents: cents,
      balanceAfterCents: balance,
      bookedAt: at,
    });
  };
  if (owed + spare > 0) {
    const bankReference = opaqueId('TRF-', `top-up ${cardId}`);
    book(
      { kind: 'TOP_UP', bankUscc: DEMO_ENTITIES.bank, bankReference },
      owed + spare,
      moment(months[0] ?? '', 1, random),
    );
  }
  for (const { meter, cents, at } of bills) {
    const id = opaqueId('pay_', `${meter.mrid} ${at.toISOString()}`);
    book({ kind: 'PAYMENT', paymentId: id }, -cents, at);
    books.payments.push({
      id,
      cardId,
      residentId,
      usagePointMrid: meter.mrid,
      payeeUscc: meter.operator,
      amountCents: cents,
      status: 'SETTLED',
      paidAt: at,
      paidBy: null,
      refundedAt: null,
      refundReason: null,
    });
  }
  books.wallets.push({ cardId, residentId, balanceCents: balance, entries: sequence });
}

function accountOf(
  { mrid, operator, place }: UsagePoint,
  paidByCard: number,
  whose: { readonly occupantUscc?: string; readonly holderId?: string; readonly broughtForwardCents?: number } = {},
): EntityData<BillingAccount> {
  const { occupantUscc = null, holderId = null, broughtForwardCents = 0 } = whose;
  return {
    mrid,
    operatorUscc: operator,
    placeId: place,
    occupantUscc,
    holderId,
    broughtForwardCents,
    paidCents: broughtForwardCents + paidByCard,
  };
}

/** Firms and institutions pay by bank transfer; farmers for the pumps in their fields at the counter. */
function* otherAccounts(city: City): Generator<EntityData<BillingAccount>> {
  const dwellings = new Set(city.households.map(({ dwelling }) => dwelling));
  const occupantOf = new Map(city.legalEntities.map(({ place, uscc }) => [place, uscc]));
  const holderOf = new Map(
    city.farms.flatMap(({ farmer, plots }) => plots.map(({ place }) => [place, farmer] as const)),
  );
  for (const meter of city.usagePoints) {
    if (dwellings.has(meter.place)) continue;
    const occupantUscc = occupantOf.get(meter.place);
    const holderId = holderOf.get(meter.place);
    yield accountOf(meter, 0, {
      ...(occupantUscc === undefined ? {} : { occupantUscc }),
      ...(holderId === undefined ? {} : { holderId }),
      broughtForwardCents: MONTHS * MONTHLY_CENTS[meter.commodity],
    });
  }
}

/** The last whole months before a day, `YYYY-MM`, the earliest first. */
function lastMonths(day: string, count: number): string[] {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return Array.from({ length: count }, (_, n) =>
    new Date(Date.UTC(year, month - 1 - count + n, 1)).toISOString().slice(0, 7),
  );
}

const two = (number: number): string => String(number).padStart(2, '0');

const moment = (month: string, day: number, random: Random): Date =>
  new Date(`${month}-${two(day)}T${two(random.int(8, 20))}:${two(random.int(0, 59))}:${two(random.int(0, 59))}+08:00`);
