import { type City, DEMO_ENTITIES, type LegalEntity, opaqueId, type Random } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityData, EntityManager } from '@mikro-orm/sql';
import { Institution } from '../institution/institution.entity.ts';
import { RepaymentRecord } from '../lending-profile/repayment-record.entity.ts';
import { LoanApplication } from '../loan-application/loan-application.entity.ts';
import { LOAN_PURPOSES, LoanProduct, type LoanPurpose } from './loan-product.entity.ts';

const NAMES: Readonly<Record<LoanPurpose, string>> = {
  WORKING_CAPITAL: '流动资金贷款',
  EQUIPMENT: '设备更新贷款',
  AGRICULTURE: '春耕备耕贷款',
  TRADE_FINANCE: '贸易融资',
  GREEN_TRANSITION: '绿色转型贷款',
};
const BORROWERS: ReadonlySet<string> = new Set(['shop', 'manufacturer', 'farm', 'developer', 'vendor', 'carrier']);

/** Key of the demo bank's product for a purpose. */
export const demoProduct = (purpose: LoanPurpose): string => productId(DEMO_ENTITIES.bank, purpose);
/** The demo shop's application that waits for the demo lender. */
export const DEMO_APPLICATION = opaqueId('loan_', `${DEMO_ENTITIES.shop} ${demoProduct('EQUIPMENT')}`);

/** The city's banks with what they lend, how firms repaid earlier loans, and applications on the bankers' desks. */
export async function seedLoans(em: EntityManager, city: City): Promise<void> {
  const living = city.legalEntities.filter(({ status }) => status === 'IN_OPERATION');
  const banks = living.filter(({ kind }) => kind === 'bank');
  const firms = living.filter(({ kind }) => BORROWERS.has(kind));
  const products = banks.flatMap((bank) => productsOf(bank, city.random(`finance/loan products/${bank.uscc}`)));
  await insertRows(
    em,
    Institution,
    living
      .filter(({ kind }) => kind === 'bank' || kind === 'insurer')
      .map(({ uscc, kind }) => ({ uscc, kind: kind as 'bank' | 'insurer' })),
  );
  await insertRows(em, LoanProduct, products);
  await insertRows(em, RepaymentRecord, repayments(firms, banks, city.random('finance/repayments')));
  await insertRows(em, LoanApplication, applications(firms, products, city.asOf, city.random('finance/applications')));
}

function productId(uscc: string, purpose: LoanPurpose): string {
  return opaqueId('lp_', `${uscc} ${purpose}`);
}

/** A bank lends for most purposes; the demo bank for all. */
function productsOf({ uscc, name }: LegalEntity, random: Random) {
  return LOAN_PURPOSES.filter(() => random.chance(0.7) || uscc === DEMO_ENTITIES.bank).map((purpose) => ({
    id: productId(uscc, purpose),
    lenderUscc: uscc,
    name: `${name.slice(0, 6)}·${NAMES[purpose]}`,
    purpose,
    annualRateBp: random.int(58, 130) * 5,
    minAmountCents: 1_000_000,
    maxAmountCents: random.int(5, 60) * 10_000_000,
    maxTermMonths: random.pick([12, 24, 36, 60]),
    open: true,
  }));
}

/** Two firms in three have borrowed before, most of them reliably; the demo shop paid one instalment of thirty-six late. */
function* repayments(
  firms: readonly LegalEntity[],
  banks: readonly LegalEntity[],
  random: Random,
): Generator<EntityData<RepaymentRecord>> {
  for (const { uscc } of firms) {
    const demo = uscc === DEMO_ENTITIES.shop;
    const loans = demo ? 2 : random.int(0, 2);
    const reliable = random.chance(0.75);
    for (let n = 0; n < loans; n++) {
      const instalmentsDue = demo ? ([24, 12][n] ?? 12) : random.int(3, 36);
      const instalmentsLate = demo ? n : reliable ? random.int(0, 1) : random.int(1, Math.ceil(instalmentsDue / 2));
      yield {
        id: opaqueId('rep_', `${uscc} ${n}`),
        borrowerUscc: uscc,
        lenderUscc: demo ? DEMO_ENTITIES.bank : random.pick(banks).uscc,
        instalmentsDue,
        instalmentsLate,
        longestDelayDays: instalmentsLate === 0 ? 0 : reliable ? random.int(1, 20) : random.int(10, 120),
      };
    }
  }
}

/** One firm in eight has applied this year; the demo shop's application for equipment is undecided. */
function* applications(
  firms: readonly LegalEntity[],
  products: ReturnType<typeof productsOf>,
  asOf: string,
  random: Random,
): Generator<EntityData<LoanApplication>> {
  for (const { uscc } of firms) {
    const demo = uscc === DEMO_ENTITIES.shop;
    if (!random.chance(1 / 8) && !demo) continue;
    const drawn = random.pick(products);
    const product = demo ? (products.find(({ id }) => id === demoProduct('EQUIPMENT')) ?? drawn) : drawn;
    const status = demo ? 'SUBMITTED' : random.pick(['SUBMITTED', 'APPROVED', 'DECLINED', 'WITHDRAWN'] as const);
    const amountCents = demo ? 20_000_000 : Math.min(product.maxAmountCents, random.int(2, 40) * 1_000_000);
    const submitted =
      new Date(`${asOf}T10:00:00+08:00`).getTime() - random.int(demo ? 3 : 20, demo ? 3 : 200) * 86_400_000;
    const id = demo ? DEMO_APPLICATION : opaqueId('loan_', `${uscc} ${product.id}`);
    yield {
      id,
      productId: product.id,
      lenderUscc: product.lenderUscc,
      applicantUscc: uscc,
      status,
      dataGrantId: opaqueId('grant_', id),
      amountCents,
      termMonths: 12,
      submittedAt: new Date(submitted),
      submittedBy: null,
      decidedAt: status === 'SUBMITTED' ? null : new Date(submitted + random.int(2, 15) * 86_400_000),
      decidedBy: null,
      reason: status === 'DECLINED' ? '还款来源不足以覆盖申请金额' : null,
      approvedAmountCents: status === 'APPROVED' ? amountCents : null,
      openKey: status === 'SUBMITTED' ? `${uscc} ${product.id}` : null,
    };
  }
}
