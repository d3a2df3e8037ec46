import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { finance } from '../index.ts';
import { LoanProduct } from '../loan-product/loan-product.entity.ts';
import { DEMO_APPLICATION, demoProduct } from '../loan-product/loans.seed.ts';
import {
  atWork,
  BANK,
  banker,
  caseOf,
  city,
  farmer,
  lender,
  NOW,
  OTHER_BANK,
  otherBanker,
  parent,
  SHOP,
  shopOwner,
} from '../testing/people-with-money.ts';
import { LoanApplication } from './loan-application.entity.ts';

const PRODUCT = demoProduct('working-capital');
const APPLY = `mutation Apply($product: ID!, $applicant: USCC!, $grant: ID!, $cents: Cents, $months: Int, $key: ID) {
  applyForLoan(productId: $product, applicant: $applicant, grantId: $grant, amountCents: $cents, termMonths: $months, idempotencyKey: $key) {
    id status amountCents termMonths dataGrantId submittedAt decidedAt product { id lender { uscc } } applicant { uscc }
  }
}`;
const DECIDE = `mutation Decide($id: ID!, $decision: LoanDecision!, $reason: String, $cents: Cents) {
  decideLoanApplication(id: $id, decision: $decision, reason: $reason, approvedAmountCents: $cents) { id status reason approvedAmountCents decidedAt }
}`;
const WITHDRAW = 'mutation Withdraw($id: ID!) { withdrawLoanApplication(id: $id) { id status decidedAt } }';
const wish = { product: PRODUCT, applicant: SHOP, grant: 'grant_shop-2026' };

describe('a loan application', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const apply = (over: Record<string, unknown> = {}, viewer = shopOwner) =>
    department.as(viewer).run(APPLY, { ...wish, ...over });
  const decide = (over: Record<string, unknown>, viewer = lender) =>
    department.as(viewer).run(DECIDE, { decision: 'APPROVE', ...over });
  const withdraw = (id: string, viewer = shopOwner) => department.as(viewer).run(WITHDRAW, { id });
  const count = () => department.em().count(LoanApplication);

  it('names product, grant and terms, and is there for the lender to decide, once', async () => {
    const product = await department.em().findOneOrFail(LoanProduct, { id: PRODUCT });
    const { data, errors } = await apply({ key: 'k' });
    expect(errors).toBeUndefined();
    const { id } = data.applyForLoan;
    expect(data.applyForLoan).toEqual({
      id,
      status: 'SUBMITTED',
      amountCents: product.maxAmountCents,
      termMonths: 12,
      dataGrantId: 'grant_shop-2026',
      submittedAt: '2026-11-02T09:00:00+08:00',
      decidedAt: null,
      product: { id: PRODUCT, lender: { uscc: BANK } },
      applicant: { uscc: SHOP },
    });
    expect(await apply({ key: 'k' })).toEqual({ data });
    const approved = await decide({ id, cents: 2_000_000, reason: 'Turnover covers less.' });
    expect(approved.data.decideLoanApplication).toEqual({
      id,
      status: 'APPROVED',
      reason: 'Turnover covers less.',
      approvedAmountCents: 2_000_000,
      decidedAt: '2026-11-02T09:00:00+08:00',
    });
    expect((await decide({ id, decision: 'DECLINE', reason: 'On second thought.' })).errors?.[0]).toMatchObject({
      message: `The application ${id} is closed already; only a SUBMITTED one is decided.`,
      extensions: { code: 'CONFLICT' },
    });
    expect((await withdraw(id)).errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  it("that was seeded waits on the demo lender's desk and may be declined", async () => {
    const { data, errors } = await decide({ id: DEMO_APPLICATION, decision: 'DECLINE', reason: '还款来源不足' });
    expect(errors).toBeUndefined();
    expect(data.decideLoanApplication).toMatchObject({
      status: 'DECLINED',
      reason: '还款来源不足',
      approvedAmountCents: null,
    });
  });

  it('is open once per applicant and product; withdrawn, there may be another', async () => {
    const { id } = (await apply({ key: 'a' })).data.applyForLoan;
    expect((await apply({ key: 'b' })).errors?.[0]).toMatchObject({
      message: expect.stringContaining('has an open application'),
      extensions: { code: 'CONFLICT' },
    });
    expect((await withdraw(id)).data.withdrawLoanApplication).toEqual({
      id,
      status: 'WITHDRAWN',
      decidedAt: '2026-11-02T09:00:00+08:00',
    });
    expect((await withdraw(id)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await decide({ id })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await apply({ key: 'c' })).errors).toBeUndefined();
  });

  it.each([
    ['by a stranger', {}, parent, 'FORBIDDEN', 'applicant: only the legal representative'],
    ['by the lender', {}, lender, 'FORBIDDEN', 'applicant: only the legal representative'],
    ['by nobody', {}, anonymous(), 'UNAUTHENTICATED', 'Sign in'],
    ['for a product that is none', { product: 'lp_none' }, shopOwner, 'NOT_FOUND', 'there is no loan product lp_none'],
    ['of the bank itself', { applicant: BANK }, banker, 'BAD_USER_INPUT', 'a bank does not apply to itself'],
    ['without a grant', { grant: '' }, shopOwner, 'BAD_USER_INPUT', 'grantId: give the id of the data grant'],
    ['with a grant of another form', { grant: 'grant_a b' }, shopOwner, 'BAD_USER_INPUT', 'grantId'],
    ['with something that is no grant', { grant: 'res_1' }, shopOwner, 'BAD_USER_INPUT', 'grantId'],
    ['with an endless grant', { grant: `grant_${'g'.repeat(59)}` }, shopOwner, 'BAD_USER_INPUT', 'grantId'],
    ['for nothing', { cents: 0 }, shopOwner, 'BAD_USER_INPUT', 'amountCents: give at least 1 cent'],
    ['for less than nothing', { cents: -5 }, shopOwner, 'BAD_USER_INPUT', 'amountCents: give at least 1 cent'],
    ['for too little', { cents: 999_999 }, shopOwner, 'BAD_USER_INPUT', 'the product lends 10000.00 yuan to'],
    ['for too much', { cents: 10_000_000_000 }, shopOwner, 'BAD_USER_INPUT', 'the product lends 10000.00 yuan to'],
    ['for no time', { months: 0 }, shopOwner, 'BAD_USER_INPUT', 'termMonths: give at least 1 month'],
    ['for ever', { months: 361 }, shopOwner, 'BAD_USER_INPUT', 'the product runs for at most'],
    ['with a wrong check character', { applicant: '91220100MA1C300227' }, shopOwner, 'BAD_USER_INPUT', 'credit code'],
  ])('%s is refused', async (_, over, viewer, code, message) => {
    const before = await count();
    const { errors } = await apply(over, viewer);
    const [error] = errors ?? [];
    expect(error?.message).toContain(message);
    expect(error?.extensions.code).toBe(code);
    expect(await count()).toBe(before);
  });

  it.each([
    ['by its applicant', {}, shopOwner, 'FORBIDDEN', 'no such loan application'],
    ["by the bank's representative off the case", {}, banker, 'FORBIDDEN', 'no such loan application'],
    [
      'by another bank on a case',
      {},
      atWork(OTHER_BANK, 'credit-assessment', SHOP),
      'FORBIDDEN',
      'no such loan application',
    ],
    [
      'on a case about somebody else',
      {},
      atWork(BANK, 'credit-assessment', BANK),
      'FORBIDDEN',
      'no such loan application',
    ],
    [
      'without a purpose',
      {},
      officer({ agency: BANK, case: caseOf(BANK, 'credit-assessment', SHOP) }),
      'PURPOSE_REQUIRED',
      'no such loan application',
    ],
    ['that is none', { id: 'loan_none' }, lender, 'FORBIDDEN', 'no such loan application'],
    [
      'with more than was asked for',
      { cents: 20_000_001 },
      lender,
      'BAD_USER_INPUT',
      'more than the 200000.00 yuan applied for',
    ],
    ['with nothing', { cents: 0 }, lender, 'BAD_USER_INPUT', 'approvedAmountCents: give at least 1 cent'],
    ['against it without a reason', { decision: 'DECLINE' }, lender, 'BAD_USER_INPUT', 'reason: say why'],
    [
      'against it with money',
      { decision: 'DECLINE', reason: 'too much debt', cents: 1 },
      lender,
      'BAD_USER_INPUT',
      'approvedAmountCents',
    ],
    ['with a word for a reason', { reason: 'no' }, lender, 'BAD_USER_INPUT', 'reason: give a reason'],
  ])('is not decided %s', async (_, over, viewer, code, message) => {
    const { errors } = await decide({ id: DEMO_APPLICATION, ...over }, viewer);
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } });
    expect((await department.em().findOneOrFail(LoanApplication, { id: DEMO_APPLICATION })).status).toBe('SUBMITTED');
  });

  it.each([
    ['the lender', lender],
    ['another firm', farmer],
    ['nobody', anonymous()],
  ])('is not withdrawn by %s', async (_, viewer) => {
    expect((await withdraw(DEMO_APPLICATION, viewer)).errors).toHaveLength(1);
    expect((await department.em().findOneOrFail(LoanApplication, { id: DEMO_APPLICATION })).status).toBe('SUBMITTED');
  });

  const FIELDS = [
    'status',
    'amountCents',
    'termMonths',
    'dataGrantId',
    'submittedAt',
    'decidedAt',
    'reason',
    'approvedAmountCents',
    'product { id }',
    'applicant { uscc }',
  ];
  it.each([
    ['the applicant', shopOwner, null],
    ['the lender on the case', lender, null],
    ["the bank's representative", banker, 'FORBIDDEN'],
    ['another bank on a case', atWork(OTHER_BANK, 'credit-assessment', SHOP), 'FORBIDDEN'],
    ['the lender on another case', atWork(BANK, 'credit-assessment', 'res_1'), 'FORBIDDEN'],
    ['the lender for another purpose', atWork(BANK, 'tax', SHOP), 'FORBIDDEN'],
    ['another firm', farmer, 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is judged for %s by every route', async (_, viewer, code) => {
    for (const field of FIELDS) {
      const answers = [
        await department.as(viewer).entity('LoanApplication', { id: DEMO_APPLICATION }, field),
        await department
          .as(viewer)
          .run(`query L($id: ID!) { loanApplication(id: $id) { ${field} } }`, { id: DEMO_APPLICATION }),
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
      (await department.as(parent).entity('LoanApplication', { id }, 'status')).errors,
      (await department.as(parent).run('query L($id: ID!) { loanApplication(id: $id) { status } }', { id })).errors,
    ];
    expect(JSON.stringify(await ask('loan_none'))).toBe(JSON.stringify(await ask(DEMO_APPLICATION)));
  });

  it('is listed in full to the applicant, and to a bank on the case only its own', async () => {
    const product = await department.em().findOne(LoanProduct, { lenderUscc: OTHER_BANK });
    const elsewhere = (await apply({ product: product?.id })).data.applyForLoan.id;
    const list = async (viewer: typeof lender, args = '') => {
      const { data, errors } = await department
        .as(viewer)
        .entity('LegalEntity', { uscc: SHOP }, `loanApplicationsConnection${args} { nodes { id status } }`);
      if (errors) return errors[0]?.extensions.code;
      return data.loanApplicationsConnection.nodes.map(({ id }: { id: string }) => id);
    };
    expect(await list(shopOwner)).toEqual([elsewhere, DEMO_APPLICATION]);
    expect(await list(shopOwner, '(status: "APPROVED")')).toEqual([]);
    expect(await list(lender)).toEqual([DEMO_APPLICATION]);
    expect(await list(atWork(OTHER_BANK, 'credit-assessment', SHOP))).toEqual([elsewhere]);
    expect(await list(banker)).toBe('FORBIDDEN');
    expect(await list(atWork('11220100MB1C101566', 'credit-assessment', SHOP))).toBe('FORBIDDEN');
  });
});

describe('eight at once', () => {
  const department = testSubgraph(finance, { commits: true, seed: (em) => finance.seed(em, city), now: NOW });
  const codes = (answers: { errors?: readonly { extensions: Record<string, unknown> }[] | undefined }[]) =>
    answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok').sort();
  const ONE = [...Array(7).fill('CONFLICT'), 'ok'];
  const eight = <T>(work: (n: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 8 }, (_, n) => work(n)));

  it('applications for one product are one', async () => {
    const answers = await eight((n) => department.as(shopOwner).run(APPLY, { ...wish, key: `try-${n}` }));
    expect(codes(answers)).toEqual(ONE);
    expect(await department.em().count(LoanApplication, { applicantUscc: SHOP, productId: PRODUCT })).toBe(1);
  });

  it('decisions and withdrawals of one application are one', async () => {
    const answers = await eight((n) =>
      n % 2
        ? department.as(shopOwner).run(WITHDRAW, { id: DEMO_APPLICATION })
        : department.as(lender).run(DECIDE, { id: DEMO_APPLICATION, decision: 'APPROVE' }),
    );
    expect(codes(answers)).toEqual(ONE);
    const { status, approvedAmountCents } = await department
      .em()
      .findOneOrFail(LoanApplication, { id: DEMO_APPLICATION });
    expect(approvedAmountCents === null).toBe(status === 'WITHDRAWN');
  });
});

describe('what banks lend', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const OFFER = `mutation Offer($lender: USCC!, $name: String!, $purpose: String!, $rate: Int!, $min: Cents!, $max: Cents!, $months: Int!, $key: ID) {
    offerLoanProduct(lender: $lender, name: $name, purpose: $purpose, annualRateBp: $rate, minAmountCents: $min, maxAmountCents: $max, maxTermMonths: $months, idempotencyKey: $key) { id name open lender { uscc } }
  }`;
  const CLOSE = 'mutation Close($id: ID!) { closeLoanProduct(id: $id) { id open } }';
  const product = {
    lender: BANK,
    name: '小微快贷',
    purpose: 'working-capital',
    rate: 100,
    min: 10_000,
    max: 5_000_000,
    months: 12,
  };
  const offer = (over: Record<string, unknown> = {}, viewer = banker) =>
    department.as(viewer).run(OFFER, { ...product, ...over });

  it('is public: open products of a purpose, the cheapest first', async () => {
    const { data, errors } = await department
      .as(anonymous())
      .run('{ loanProducts(purpose: "working-capital") { id annualRateBp maxAmountCents lender { uscc } } }');
    expect(errors).toBeUndefined();
    const rates = data.loanProducts.map(({ annualRateBp }: { annualRateBp: number }) => annualRateBp);
    expect(rates.length).toBeGreaterThan(1);
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(data.loanProducts).toContainEqual(expect.objectContaining({ id: PRODUCT, lender: { uscc: BANK } }));
    const unknown = await department.as(anonymous()).run('{ loanProducts(purpose: "holiday") { id } }');
    expect(unknown.errors?.[0]).toMatchObject({
      message: expect.stringContaining('purpose: give one of working-capital'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('is filtered by lender, rate and amount, and sorted', async () => {
    const ask = async (args: string) => {
      const { data, errors } = await department
        .as(anonymous())
        .run(
          `{ loanProductsConnection(first: 100, ${args}) { nodes { annualRateBp maxAmountCents name lender { uscc } } } }`,
        );
      expect(errors).toBeUndefined();
      return data.loanProductsConnection.nodes as {
        annualRateBp: number;
        maxAmountCents: number;
        name: string;
        lender: { uscc: string };
      }[];
    };
    expect(await ask(`lender: "${BANK}"`)).toHaveLength(5);
    const all = await ask('orderBy: LARGEST_AMOUNT');
    const amounts = all.map(({ maxAmountCents }) => maxAmountCents);
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
    const half = amounts[Math.floor(amounts.length / 2)] ?? 0;
    expect(await ask(`minAmountCents: ${half}`)).toHaveLength(amounts.filter((amount) => amount >= half).length);
    const cheap = await ask('maxRateBp: 400');
    expect(cheap).toHaveLength(all.filter(({ annualRateBp }) => annualRateBp <= 400).length);
    const names = (await ask('orderBy: NAME, purpose: "equipment"')).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(await ask('open: false')).toEqual([]);
  });

  it('is offered and closed by the bank; a closed product takes no application', async () => {
    const { data } = await offer({ key: 'o' });
    const { id } = data.offerLoanProduct;
    expect(data.offerLoanProduct).toEqual({ id, name: '小微快贷', open: true, lender: { uscc: BANK } });
    expect((await offer({ key: 'o' })).data).toEqual(data);
    expect((await department.as(otherBanker).run(CLOSE, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await department.as(banker).run(CLOSE, { id })).data.closeLoanProduct).toEqual({ id, open: false });
    expect((await department.as(banker).run(CLOSE, { id })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    const { errors } = await department.as(shopOwner).run(APPLY, { ...wish, product: id });
    expect(errors?.[0]).toMatchObject({
      message: '小微快贷 takes no more applications; choose another product.',
      extensions: { code: 'CONFLICT' },
    });
  });

  it.each([
    ['by another bank', {}, otherBanker, 'FORBIDDEN', 'only the legal representative'],
    ['by a shop', { lender: SHOP }, shopOwner, 'BAD_USER_INPUT', 'is no bank of the city'],
    ['by nobody', {}, resident('res_1'), 'FORBIDDEN', 'only the legal representative'],
    ['at no interest', { rate: 0 }, banker, 'BAD_USER_INPUT', 'annualRateBp: give 1 to 2400'],
    ['at usury', { rate: 2_401 }, banker, 'BAD_USER_INPUT', 'annualRateBp: give 1 to 2400'],
    ['upside down', { min: 5_000_001 }, banker, 'BAD_USER_INPUT', 'maxAmountCents: it must not be less'],
    ['of the whole world', { max: 100_000_000_001 }, banker, 'BAD_USER_INPUT', 'maxAmountCents: give at most'],
    ['of less than nothing', { min: -1 }, banker, 'BAD_USER_INPUT', 'minAmountCents: give at least'],
    ['for ever', { months: 361 }, banker, 'BAD_USER_INPUT', 'maxTermMonths: give 1 to 360'],
    ['without a name', { name: ' ' }, banker, 'BAD_USER_INPUT', 'name: give a name'],
    ['for a holiday', { purpose: 'HOLIDAY' }, banker, 'BAD_USER_INPUT', 'purpose'],
  ])('is not offered %s', async (_, over, viewer, code, message) => {
    const before = await department.em().count(LoanProduct);
    const { errors } = await offer(over, viewer);
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } });
    expect(await department.em().count(LoanProduct)).toBe(before);
  });
});
