import { createCity, DEMO_ENTITIES, DEMO_FARM } from '@citygraph/city';
import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { finance } from './index.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-11-02T09:00:00+08:00');
const CIVIL_AFFAIRS = '11220100MB1C101566';
const { shop, bank } = DEMO_ENTITIES;
const asked = city.residents.find(({ id }) => id === city.demo.parent.resident);
const home = city.households.find(({ id }) => id === asked?.household)?.dwelling ?? '';
const meter = city.usagePoints.find(({ place }) => place === home);
const policy = city.cropPolicies.find(({ farm }) => farm === DEMO_FARM);
const onCase = (
  agency: string,
  purpose: 'credit-assessment' | 'social-assistance' | 'insurance-claim',
  subjects: string[],
) => ({
  agency,
  purpose,
  case: { id: 'c', agency, purposes: [purpose], subjects, exp: 4e9 },
});
const lender = officer(onCase(bank, 'credit-assessment', [shop]));

const people = {
  self: resident(asked?.id ?? '', { dwelling: home }),
  guardian: resident('res_g', { guardianOf: [asked?.id ?? ''] }),
  neighbour: resident('res_n', { dwelling: 'plc_other' }),
  representative: resident('res_r', { represents: [shop] }),
  utility: resident('res_u', { represents: [meter?.operator ?? ''] }),
  farmer: resident(city.demo.farmer.resident),
  insurer: resident('res_i', { represents: [policy?.insurer ?? ''] }),
  lender,
  'lender without a purpose': officer({ ...onCase(bank, 'credit-assessment', [shop]), purpose: null }),
  'lender on another case': officer(onCase(bank, 'credit-assessment', ['91220100MA00LFMX24'])),
  assistance: officer(onCase(CIVIL_AFFAIRS, 'social-assistance', [asked?.id ?? ''])),
  adjuster: officer(onCase(policy?.insurer ?? '', 'insurance-claim', [policy?.id ?? ''])),
  nobody: anonymous(),
} as const;
type Who = keyof typeof people;

/** Field by field: who gets a value; everybody else gets the code. */
const TABLE: readonly [type: string, key: Record<string, unknown>, field: string, seen: readonly Who[]][] = [
  ['CitizenCard', { id: asked?.card }, 'balanceCents', ['self', 'guardian']],
  ['CitizenCard', { id: asked?.card }, 'payments { amountCents }', ['self', 'guardian']],
  ['CitizenCard', { id: asked?.card }, 'ledgerConnection { nodes { amountCents } }', ['self', 'guardian']],
  ['UsagePoint', { mrid: meter?.mrid }, 'paidCents', ['self', 'utility']],
  ['Resident', { id: asked?.id }, 'depositBand', ['self', 'assistance']],
  ['Resident', { id: asked?.id }, 'cropInsurancePolicies { id }', ['self', 'guardian']],
  ['CropInsurancePolicy', { id: policy?.id }, 'sumInsuredCents', ['farmer', 'insurer', 'adjuster']],
  ['LegalEntity', { uscc: shop, creditRating: 'A' }, 'lendingProfile { scoreBand }', ['representative', 'lender']],
  ['LegalEntity', { uscc: shop }, 'loanApplicationsConnection { nodes { id } }', ['representative']],
];

describe('finance', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now });

  const cases = TABLE.flatMap(([type, key, field, seen]) =>
    (Object.keys(people) as Who[]).map((who) => [type, field, who, key, seen.includes(who)] as const),
  );
  it.each(cases)('judges %s { %s } for %s', async (type, field, who, key, seen) => {
    const { data, errors } = await department.as(people[who]).entity(type, key, field);
    const [name = ''] = field.split(' ');
    if (seen) {
      expect(errors).toBeUndefined();
      expect(data[name]).not.toBeNull();
    } else {
      expect(data).toEqual({ [name]: null });
      const codes = who === 'nobody' ? ['UNAUTHENTICATED'] : ['FORBIDDEN', 'PURPOSE_REQUIRED'];
      expect(codes).toContain(errors?.[0]?.extensions.code);
    }
  });

  it('makes a card that exists and one that does not look alike', async () => {
    const ask = (id: string) => department.as(people.neighbour).entity('CitizenCard', { id }, 'balanceCents');
    expect(JSON.stringify(await ask(asked?.card ?? ''))).toBe(JSON.stringify(await ask('card_none')));
  });

  it('tells a lender band, reasons and model from the rating that government gave', async () => {
    const ask = async (creditRating: string | null) =>
      (
        await department
          .as(lender)
          .entity('LegalEntity', { uscc: shop, creditRating }, 'lendingProfile { scoreBand explanation modelVersion }')
      ).data.lendingProfile;
    expect((await ask('A')).explanation).toContain('+30: the public credit rating is A.');
    expect((await ask('D')).explanation).toContain('-40: the public credit rating is D.');
    expect((await ask(null)).explanation.join()).toContain('no public credit rating could be had');
  });

  it('shows the demo parent three paid months of every meter at home', async () => {
    const own = city.usagePoints.filter(({ place }) => place === home);
    const { data } = await department
      .as(people.self)
      .entity('CitizenCard', { id: asked?.card }, 'balanceCents payments(last: 50) { amountCents status }');
    expect(data.payments).toHaveLength(own.length * 3);
    expect(data.balanceCents).toBe(52_000);
    const { data: paid } = await department.as(people.self).entity('UsagePoint', { mrid: meter?.mrid }, 'paidCents');
    expect(paid.paidCents).toBeGreaterThan(0);
  });

  it('lists loans of a purpose, the cheapest first, and pages them by what a firm looks for', async () => {
    const { data } = await department
      .as(anonymous())
      .run(
        '{ loanProducts(purpose: "agriculture") { annualRateBp lender { uscc } } loanProductsConnection(first: 3, atMostRateBp: 500) { nodes { annualRateBp } } }',
      );
    const rates = data.loanProducts.map(({ annualRateBp }: { annualRateBp: number }) => annualRateBp);
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(
      data.loanProductsConnection.nodes.every(({ annualRateBp }: { annualRateBp: number }) => annualRateBp <= 500),
    ).toBe(true);
    const none = await department.as(anonymous()).run('{ loanProducts(purpose: "yacht") { id } }');
    expect(none.errors?.[0]?.message).toContain('working-capital');
  });

  it('needs as many statements for a hundred cards and firms as for one', async () => {
    const cards = city.residents.slice(0, 100);
    const viewer = resident('res_all', {
      guardianOf: cards.map(({ id }) => id),
      represents: city.legalEntities.map(({ uscc }) => uscc),
    });
    const ask = (count: number) =>
      department.statements(async () => {
        const { errors } = await department.as(viewer).entities(
          'CitizenCard',
          cards.slice(0, count).map(({ card }) => ({ id: card })),
          'balanceCents payments(last: 3) { amountCents payee { uscc } } paymentsConnection { nodes { id } } ledgerConnection { nodes { at } }',
        );
        expect(errors).toBeUndefined();
      });
    expect(await ask(100)).toBe(await ask(1));
    const firms = city.legalEntities.slice(0, 100).map(({ uscc }) => ({ uscc, creditRating: 'B' }));
    const profiles = (count: number) =>
      department.statements(() =>
        department
          .as(viewer)
          .entities(
            'LegalEntity',
            firms.slice(0, count),
            'lendingProfile { scoreBand } loanApplicationsConnection { nodes { product { name } } }',
          ),
      );
    expect(await profiles(100)).toBe(await profiles(1));
  });
});

describe('a loan', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now });
  const owner = people.representative;
  const product = async (own = false) => {
    const { data } = await department
      .as(anonymous())
      .run(
        `{ loanProductsConnection(first: 1, ${own ? '' : `lender: "${bank}"`}) { nodes { id maxAmountCents maxTermMonths } } }`,
      );
    return data.loanProductsConnection.nodes[0] as { id: string; maxAmountCents: number; maxTermMonths: number };
  };
  const APPLY =
    'mutation A($p: ID!, $u: USCC!, $g: ID!, $a: Cents, $t: Int, $k: ID) { applyForLoan(productId: $p, applicant: $u, grantId: $g, amountCents: $a, termMonths: $t, idempotencyKey: $k) { id status amountCents termMonths dataGrantId decidedAt } }';
  const DECIDE =
    'mutation D($id: ID!, $y: Boolean!, $r: String!, $c: Cents) { decideLoanApplication(id: $id, approve: $y, reason: $r, approvedCents: $c) { status approvedCents reason decidedAt } }';
  const apply = async (over: Record<string, unknown> = {}, viewer = owner) =>
    department.as(viewer).run(APPLY, { p: (await product()).id, u: shop, g: 'grant_7', ...over });

  it('is applied for by the representative on a named grant, decided once by the lender, and read by both', async () => {
    const { data, errors } = await apply({ a: 1_000_000, t: 12 });
    expect(errors).toBeUndefined();
    expect(data.applyForLoan).toMatchObject({
      status: 'SUBMITTED',
      amountCents: 1_000_000,
      termMonths: 12,
      dataGrantId: 'grant_7',
      decidedAt: null,
    });
    const { id } = data.applyForLoan;
    const decide = (viewer: typeof owner, over = {}) =>
      department.as(viewer).run(DECIDE, { id, y: true, r: 'Sound figures.', c: 800_000, ...over });
    expect((await decide(owner)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await decide(people['lender on another case'])).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await decide(people['lender without a purpose'])).errors?.[0]?.extensions.code).toBe('PURPOSE_REQUIRED');
    expect((await decide(lender, { c: 1_000_001 })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await decide(lender)).data.decideLoanApplication).toEqual({
      status: 'APPROVED',
      approvedCents: 800_000,
      reason: 'Sound figures.',
      decidedAt: '2026-11-02T09:00:00+08:00',
    });
    expect((await decide(lender)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    for (const viewer of [owner, lender]) {
      const seen = await department
        .as(viewer)
        .run('query Q($id: ID!) { loanApplication(id: $id) { status product { name } applicant { uscc } } }', { id });
      expect(seen.data.loanApplication).toMatchObject({ status: 'APPROVED', applicant: { uscc: shop } });
    }
    const stranger = await department
      .as(people.neighbour)
      .run('query Q($id: ID!) { loanApplication(id: $id) { status } }', { id });
    expect(stranger).toMatchObject({
      data: { loanApplication: null },
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('is applied for once at a time, and again after it was withdrawn', async () => {
    const first = await apply({ k: 'a' });
    expect(await apply({ k: 'a' })).toEqual(first);
    expect((await apply({ k: 'b' })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    const withdraw = (viewer: typeof owner) =>
      department.as(viewer).run('mutation W($id: ID!) { withdrawLoanApplication(id: $id) { status } }', {
        id: first.data.applyForLoan.id,
      });
    expect((await withdraw(people.neighbour)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await withdraw(owner)).data.withdrawLoanApplication.status).toBe('WITHDRAWN');
    expect((await withdraw(owner)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await apply({ k: 'c' })).errors).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, typeof owner, string]>([
    ['for a firm one does not represent', {}, people.neighbour, 'FORBIDDEN'],
    ['that is not offered', { p: 'lp_none' }, owner, 'NOT_FOUND'],
    ['without a grant', { g: '' }, owner, 'BAD_USER_INPUT'],
    ['on a grant that is no id', { g: "'; drop table loan" }, owner, 'BAD_USER_INPUT'],
    ['beyond its largest sum', { a: 9e15 }, owner, 'BAD_USER_INPUT'],
    ['of a few cents', { a: 5 }, owner, 'BAD_USER_INPUT'],
    ['beyond its longest term', { t: 359 }, owner, 'BAD_USER_INPUT'],
    ['by the bank at itself', { u: bank }, resident('res_b', { represents: [bank] }), 'BAD_USER_INPUT'],
    ['by nobody', {}, anonymous(), 'UNAUTHENTICATED'],
  ])('%s is refused', async (_, over, viewer, code) => {
    expect((await apply(over, viewer)).errors?.[0]?.extensions.code).toBe(code);
  });
});
