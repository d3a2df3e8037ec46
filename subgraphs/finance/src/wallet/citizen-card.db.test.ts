import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { finance } from '../index.ts';
import { Payment } from '../payment/payment.entity.ts';
import {
  atWork,
  BANK,
  banker,
  CHILD,
  CIVIL_AFFAIRS,
  cardOf,
  child,
  city,
  METER,
  NOW,
  PAID,
  PARENT,
  parent,
  shopOwner,
  stranger,
  UTILITY,
  utility,
} from '../testing/people-with-money.ts';

const CARD = cardOf(PARENT);

describe('what is on a citizen card', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });

  const FIELDS = [
    'balanceCents',
    'payments { id }',
    'paymentsConnection { nodes { id } }',
    'ledgerConnection { nodes { id } }',
  ];
  it.each([
    ['the resident', resident(CHILD), null],
    ['a guardian', parent, null],
    [
      'somebody of the household who is no guardian',
      resident('res_sibling', { household: 'hh', dwelling: '' }),
      'FORBIDDEN',
    ],
    ['a stranger', stranger, 'FORBIDDEN'],
    ['the bank that tops it up', banker, 'FORBIDDEN'],
    ['Civil Affairs on the case', atWork(CIVIL_AFFAIRS, 'social-assistance', CHILD, cardOf(CHILD)), 'FORBIDDEN'],
    ['a bank on a case', atWork(BANK, 'credit-assessment', CHILD, cardOf(CHILD)), 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is judged for %s', async (_, viewer, code) => {
    for (const field of FIELDS) {
      const { errors } = await department.as(viewer).entity('CitizenCard', { id: cardOf(CHILD) }, field);
      expect({ field, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
        field,
        codes: code ? [code] : undefined,
      });
    }
  });

  it('is the same refusal for a card that is none', async () => {
    const ask = async (id: string) =>
      (await department.as(stranger).entity('CitizenCard', { id }, 'balanceCents')).errors;
    expect(JSON.stringify(await ask('card_none'))).toBe(JSON.stringify(await ask(CARD)));
  });

  it('shows the demo parent three months of bills, the latest first, each with its meter and utility', async () => {
    const { data, errors } = await department
      .as(parent)
      .entity(
        'CitizenCard',
        { id: CARD },
        'balanceCents payments(last: 50) { status amountCents paidAt usagePoint { mrid paidCents } payee { uscc } } five: payments { id }',
      );
    expect(errors).toBeUndefined();
    // No heat is billed in summer.
    const meters = city.usagePoints.filter(({ place, commodity }) => place === METER.place && commodity !== 'heat');
    expect(data.payments).toHaveLength(3 * meters.length);
    expect(data.five).toHaveLength(5);
    expect(data.balanceCents).toBeGreaterThan(0);
    const moments: string[] = data.payments.map(({ paidAt }: { paidAt: string }) => paidAt);
    expect(moments).toEqual([...moments].sort().reverse());
    expect(moments[0]).toMatch(/^2026-10-05T19:30:00/);
    expect(moments.at(-1)).toMatch(/^2026-08-05T19:30:00/);
    const electricity = data.payments.filter(
      ({ usagePoint }: { usagePoint: { mrid: string } }) => usagePoint.mrid === METER.mrid,
    );
    expect(electricity[0]).toMatchObject({
      status: 'SETTLED',
      payee: { uscc: UTILITY },
      usagePoint: { paidCents: PAID },
    });
  });

  it.each([
    ['payments(last: 0) { id }', 'last: give a number from 1 to 50, not 0.'],
    ['payments(last: 51) { id }', 'last: give a number from 1 to 50, not 51.'],
    ['paymentsConnection(status: "LOST") { nodes { id } }', 'status: give one of SETTLED, REFUNDED.'],
    ['paymentsConnection(first: 0) { nodes { id } }', 'first: 0 is no size of a page'],
    ['ledgerConnection(kind: "GIFT") { nodes { id } }', 'kind: give one of OPENING, TOP_UP, PAYMENT, REFUND.'],
    [
      'ledgerConnection(from: "2026-11-01T00:00:00+08:00", to: "2026-10-01T00:00:00+08:00") { nodes { id } }',
      'to: the period must end after it begins.',
    ],
  ])('refuses %s', async (field, message) => {
    const { errors } = await department.as(parent).entity('CitizenCard', { id: CARD }, field);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('pages the whole ledger, filtered by kind and period', async () => {
    const ask = (args: string) =>
      department
        .as(parent)
        .entity(
          'CitizenCard',
          { id: CARD },
          `ledgerConnection(${args}) { nodes { id kind sequence } pageInfo { hasNextPage endCursor } }`,
        );
    const seen: number[] = [];
    for (let after = ''; ; ) {
      const { nodes, pageInfo } = (await ask(`first: 7${after}`)).data.ledgerConnection;
      seen.push(...nodes.map(({ sequence }: { sequence: number }) => sequence));
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, at) => seen.length - at));
    expect((await ask('kind: "TOP_UP"')).data.ledgerConnection.nodes).toHaveLength(1);
    const october = 'from: "2026-10-01T00:00:00+08:00", to: "2026-11-01T00:00:00+08:00"';
    // No heat is billed in summer.
    const meters = city.usagePoints.filter(({ place, commodity }) => place === METER.place && commodity !== 'heat');
    expect((await ask(october)).data.ledgerConnection.nodes).toHaveLength(meters.length);
    const paid = await department
      .as(parent)
      .entity('CitizenCard', { id: CARD }, `paymentsConnection(status: "SETTLED", ${october}) { nodes { id } }`);
    expect(paid.data.paymentsConnection.nodes).toHaveLength(meters.length);
  });

  it('needs a constant number of statements for a hundred cards', async () => {
    const holders = city.residents.slice(0, 100);
    const viewer = resident('res_all', {
      guardianOf: holders.map(({ id }) => id),
      represents: [...new Set(city.usagePoints.map(({ operator }) => operator))],
    });
    const ask = (count: number) =>
      department.statements(async () => {
        const { errors } = await department.as(viewer).entities(
          'CitizenCard',
          holders.slice(0, count).map(({ card }) => ({ id: card })),
          `balanceCents payments { status usagePoint { mrid paidCents } payee { uscc } } paymentsConnection(first: 3) { nodes { paidAt } }
           ledgerConnection(first: 3) { nodes { amountCents bank { uscc } payment { status usagePoint { paidCents } } } }`,
        );
        expect(errors).toBeUndefined();
      });
    expect(await ask(100)).toBe(await ask(1));
    expect(await ask(100)).toBeLessThanOrEqual(6);
  });
});

describe('a payment', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const one = () =>
    department
      .em()
      .findOneOrFail(Payment, { cardId: CARD, usagePointMrid: METER.mrid, paidAt: { $gte: new Date('2026-10-01') } });
  const FIELDS = [
    'status',
    'amountCents',
    'paidAt',
    'refundedAt',
    'refundReason',
    'usagePoint { mrid }',
    'payee { uscc }',
  ];

  it.each([
    ['the payer', parent, null],
    ['the utility that was paid', utility, null],
    ['another firm', shopOwner, 'FORBIDDEN'],
    ["the payer's child", child, 'FORBIDDEN'],
    ['a stranger', stranger, 'FORBIDDEN'],
    ['an energy auditor on the case', atWork(CIVIL_AFFAIRS, 'energy-audit', METER.mrid, METER.place), 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is judged for %s by every route', async (_, viewer, code) => {
    const { id } = await one();
    for (const field of FIELDS) {
      const answers = [
        await department.as(viewer).entity('Payment', { id }, field),
        await department.as(viewer).run(`query P($id: ID!) { payment(id: $id) { ${field} } }`, { id }),
      ];
      for (const { errors } of answers) {
        expect({ field, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
          field,
          codes: code ? [code] : undefined,
        });
      }
    }
  });

  it('that is none is refused in the same words', async () => {
    const ask = async (id: string) => [
      (await department.as(stranger).entity('Payment', { id }, 'status')).errors,
      (await department.as(stranger).run('query P($id: ID!) { payment(id: $id) { status } }', { id })).errors,
    ];
    expect(JSON.stringify(await ask('pay_none'))).toBe(JSON.stringify(await ask((await one()).id)));
  });

  it('is found by the utility among those it received, by meter and period', async () => {
    const ask = (viewer: typeof utility, args = `usagePointMrid: "${METER.mrid}", from: "2026-10-01T00:00:00+08:00"`) =>
      department
        .as(viewer)
        .entity(
          'LegalEntity',
          { uscc: UTILITY },
          `paymentsReceivedConnection(${args}) { nodes { id amountCents usagePoint { mrid paidCents } } }`,
        );
    const { data, errors } = await ask(utility);
    expect(errors).toBeUndefined();
    expect(data.paymentsReceivedConnection.nodes).toEqual([
      { id: (await one()).id, amountCents: expect.any(Number), usagePoint: { mrid: METER.mrid, paidCents: PAID } },
    ]);
    expect((await ask(utility, 'status: "REFUNDED"')).data.paymentsReceivedConnection.nodes).toEqual([]);
    for (const viewer of [parent, shopOwner, stranger])
      expect((await ask(viewer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
