import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '@citygraph/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BillingAccount } from '../billing-account/billing-account.entity.ts';
import { DepositBand } from '../deposit-band/deposit-band.entity.ts';
import { finance } from '../index.ts';
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts';
import { Payment } from '../payment/payment.entity.ts';
import { Wallet } from '../wallet/wallet.entity.ts';

const BANK = '91220100MA1C30014B';
const EARLIER = [
  ['led_1', 'card_a', 'OPENING', 1_000, 'card_a', '2026-01-01 00:00:00.000'],
  ['led_2', 'card_a', 'PAYMENT', -300, 'pay_1', '2026-02-01 00:00:00.000'],
  ['led_3', 'card_a', 'REFUND', 300, 'pay_1', '2026-02-03 00:00:00.000'],
  ['led_4', 'card_a', 'TOP_UP', 50, `${BANK} REF-000001`, '2026-02-02 00:00:00.000'],
  ['led_5', 'card_b', 'OPENING', 7, 'card_b', '2026-01-01 00:00:00.000'],
] as const;

describe('a database from before entries were numbered', () => {
  const server = process.env.CITYGRAPH_TEST_MYSQL_URL;
  const name = `citygraph_test_upgrade_${randomBytes(4).toString('hex')}`;
  const state: { orm?: Database; folder?: string } = {};

  beforeAll(async () => {
    state.folder = await mkdtemp(join(tmpdir(), 'citygraph-db-'));
    const url = server ? `${server}/${name}` : `sqlite:${join(state.folder, 'finance.sqlite')}`;
    const before = await openDatabase({ url, subgraph: { ...finance, migrations: finance.migrations.slice(0, 3) } });
    await migrate(before);
    const em = before.em.fork();
    const insert = (table: string, row: readonly unknown[]) =>
      em.execute(`insert into ${table} values (${row.map(() => '?').join(', ')})`, [...row]);
    await insert('wallet', ['card_a', 'res_a', 1_050]);
    await insert('wallet', ['card_b', 'res_b', 7]);
    await insert('wallet', ['card_c', 'res_c', 0]);
    for (const row of EARLIER) await insert('ledger_entry', row);
    await insert('biller_account', ['meter', 'plc_1', BANK, null, 0]);
    const at = '2026-02-01 00:00:00.000';
    await insert('payment', ['pay_1', 'card_a', 'res_a', 'meter', BANK, 300, 'REFUNDED', at, at]);
    await insert('deposit', ['res_a', '50000-200000']);
    await before.close(true);
    state.orm = await openDatabase({ url, subgraph: finance });
    await migrate(state.orm);
  });

  afterAll(async () => {
    if (server) await state.orm?.em.getConnection().execute(`drop database \`${name}\``);
    await state.orm?.close(true);
    if (state.folder) await rm(state.folder, { recursive: true, force: true });
  });

  const em = () => {
    if (!state.orm) throw new Error('The database is there only inside a test.');
    return state.orm.em.fork();
  };

  it('keeps its money, numbered in the order of time, with what each card held', async () => {
    const entries = await em().find(LedgerEntry, { cardId: 'card_a' }, { orderBy: { sequence: 'asc' } });
    expect(
      entries.map(({ id, sequence, balanceAfterCents, paymentId, bankUscc, bankReference, residentId }) => [
        id,
        sequence,
        balanceAfterCents,
        paymentId,
        bankUscc,
        bankReference,
        residentId,
      ]),
    ).toEqual([
      ['led_1', 1, 1_000, null, null, null, 'res_a'],
      ['led_2', 2, 700, 'pay_1', null, null, 'res_a'],
      ['led_4', 3, 750, null, BANK, 'REF-000001', 'res_a'],
      ['led_3', 4, 1_050, 'pay_1', null, null, 'res_a'],
    ]);
    expect(entries[0]?.bookedAt.toISOString()).toBe('2026-01-01T00:00:00.000Z');
    const wallets = await em().find(Wallet, {}, { orderBy: { cardId: 'asc' } });
    expect(wallets.map(({ balanceCents, entries: count }) => [balanceCents, count])).toEqual([
      [1_050, 4],
      [7, 1],
      [0, 0],
    ]);
  });

  it('keeps payments, meters and bands', async () => {
    expect(await em().findOneOrFail(Payment, 'pay_1')).toMatchObject({ usagePointMrid: 'meter', refundReason: null });
    expect(await em().findOneOrFail(BillingAccount, 'meter')).toMatchObject({ placeId: 'plc_1', holderId: null });
    expect((await em().findOneOrFail(DepositBand, 'res_a')).band).toBe('FROM_50K_TO_200K');
  });
});
