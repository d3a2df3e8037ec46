import {
  ageOn,
  type City,
  type Bill as CityBill,
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

const BATCH = 1_000;

interface Books {
  readonly wallets: EntityData<Wallet>[];
  readonly entries: EntityData<LedgerEntry>[];
  readonly payments: EntityData<Payment>[];
}

/** Cards with their ledgers, and meters with what was paid for them: household by household, so that memory stays flat. */
export async function seedWallets(em: EntityManager, city: City): Promise<void> {
  const settle = settlement(city);
  let books = emptyBooks();
  const flush = async (): Promise<void> => {
    await insertRows(em, Wallet, books.wallets);
    await insertRows(em, Payment, books.payments);
    await insertRows(em, LedgerEntry, books.entries);
    books = emptyBooks();
  };
  for (const [n, household] of city.households.entries()) {
    settle(household, books);
    if (n % BATCH === BATCH - 1) await flush();
  }
  await flush();
  await insertRows(em, BillingAccount, accounts(city));
}

const emptyBooks = (): Books => ({ wallets: [], entries: [], payments: [] });

interface PaidBill {
  readonly meter: UsagePoint;
  readonly cents: number;
  readonly at: Date;
}

/** The bills of the city that are paid, each from the card of a demo person who lives at the meter, on the fifth of the month after. */
function settlement(city: City): (household: Household, books: Books) => void {
  const random = city.random('finance/wallets');
  const residentOf = new Map(city.residents.map((resident) => [resident.id, resident]));
  const demo = new Set(Object.values(city.demo).map(({ resident }) => resident));
  const paidAt = Map.groupBy(paidBills(city), ({ meter }) => meter.place);
  const opened = new Date(
    `${Number(city.asOf.slice(0, 4)) - (city.asOf.slice(5, 7) < '07' ? 1 : 0)}-01-05T10:00:00+08:00`,
  );
  return ({ members, dwelling }, books) => {
    const payer = members.find((id) => demo.has(id));
    for (const residentId of members) {
      const resident = residentOf.get(residentId);
      if (!resident) continue;
      const adult = ageOn(resident.birthDate, city.asOf) >= 18;
      const bills = residentId === payer ? (paidAt.get(dwelling) ?? []) : [];
      const spare = demo.has(residentId) ? 52_000 : spareMoney(adult, random);
      keepBooks({ cardId: resident.card, residentId, bills, spare, opened }, books);
    }
  };
}

function paidBills(city: City): PaidBill[] {
  const meterOf = new Map(city.usagePoints.map((meter) => [meter.mrid, meter]));
  return city.bills
    .flatMap(({ mrid, month, amountCents, paid }: CityBill) => {
      const meter = meterOf.get(mrid);
      return paid && meter ? { meter, cents: amountCents, at: fifthAfter(month) } : [];
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Half past seven in the evening, city time. */
function fifthAfter(month: string): Date {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 5, 11, 30));
}

/** Every other grown-up carries some hundred yuan, every fourth child some pocket money. */
function spareMoney(adult: boolean, random: Random): number {
  if (!random.chance(adult ? 0.5 : 0.25)) return 0;
  return 100 * (adult ? random.int(20, 900) : random.int(5, 60));
}

interface Holder {
  readonly cardId: string;
  readonly residentId: string;
  readonly bills: readonly PaidBill[];
  /** What stays on the card. */
  readonly spare: number;
  readonly opened: Date;
}

/** One card's story: money from the bank first, then the bills. */
function keepBooks({ cardId, residentId, bills, spare, opened }: Holder, books: Books): void {
  const total = bills.reduce((sum, { cents }) => sum + cents, spare);
  let [balance, sequence] = [0, 0];
  const book = (entry: Partial<EntityData<LedgerEntry>> & { kind: 'TOP_UP' | 'PAYMENT' }, cents: number, at: Date) => {
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
  if (total > 0) {
    const bankReference = opaqueId('TRF-', `top-up ${cardId}`);
    book({ kind: 'TOP_UP', bankUscc: DEMO_ENTITIES.bank, bankReference }, total, opened);
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

/** Every meter with who bills it and, where nobody lives, the firm that sits there or the farmer whose field it is. */
function* accounts(city: City): Generator<EntityData<BillingAccount>> {
  const occupantOf = new Map(city.legalEntities.map(({ place, uscc }) => [place, uscc]));
  const holderOf = new Map(
    city.farms.flatMap(({ farmer, plots }) => plots.map(({ place }) => [place, farmer] as const)),
  );
  const paidFor = new Map<string, number>();
  for (const { meter, cents } of paidBills(city)) paidFor.set(meter.mrid, (paidFor.get(meter.mrid) ?? 0) + cents);
  for (const { mrid, operator, place } of city.usagePoints) {
    yield {
      mrid,
      operatorUscc: operator,
      placeId: place,
      occupantUscc: occupantOf.get(place) ?? null,
      holderId: holderOf.get(place) ?? null,
      paidCents: paidFor.get(mrid) ?? 0,
    };
  }
}
