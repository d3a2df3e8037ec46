import { type City, DEMO_ENTITIES, type LegalEntity, opaqueId, type Random } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityData, EntityManager } from '@mikro-orm/sql';
import { Bank } from '../bank/bank.entity.ts';
import { RepaymentRecord } from '../lending-profile/repayment-record.entity.ts';
import { LoanApplication } from '../loan-application/loan-application.entity.ts';
import { LOAN_PURPOSES, LoanProduct, type LoanPurpose } from './loan-product.entity.ts';

const NAMES: Readonly<Record<LoanPurpose, string>> = {
  'working-capital': '小微流动资金贷款',
  equipment: '设备更新贷款',
  agriculture: '春耕助农贷款',
  trade: '外贸订单贷款',
  'green-transition': '绿色转型贷款',
};
const BORROWERS: ReadonlySet<string> = new Set(['shop', 'manufacturer', 'farm', 'developer', 'vendor', 'carrier']);

/** Key of the demo bank's product for a purpose. */
export const demoProduct = (purpose: LoanPurpose): string => productId(DEMO_ENTITIES.bank, purpose);
/** The demo shop's application that waits for the demo lender. */
export const DEMO_APPLICATION = opaqueId('loan_', `${DEMO_ENTITIES.shop} ${demoProduct('equipment')}`);

/** The city's banks with what they lend, how firms repaid earlier loans, and applications on the bankers' desks. */
export async function seedLoans(em: EntityManager, city: City): Promise<void> {
  const living = city.legalEntities.filter(({ status }) => status === 'IN_OPERATION');
  const banks = living.filter(({ kind }) => kind === 'bank');
  const firms = living.filter(({ kind }) => BORROWERS.has(kind));
  const products = banks.flatMap((bank) => productsOf(bank, city.random(`finance/loan products/${bank.uscc}`)));
  await insertRows(
    em,
    Bank,
    banks.map(({ uscc, name }) => ({ uscc, name })),
  );
  await insertRows(em, LoanProduct, products);
  await insertRows(em, RepaymentRecord, repayments(firms, city.random('finance/repayments')));
  await insertRows(
    em,
    LoanApplication,
    applications(firms, products, city.asOf, city.random('finance/applications'), city.demo['shop-owner'].subject),
  );
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

/** Two firms in three have borrowed in five years, most of them reliably; the demo shop paid one instalment of thirty-six late. */
function* repayments(firms: readonly LegalEntity[], random: Random): Generator<EntityData<RepaymentRecord>> {
  for (const { uscc } of firms) {
    const loans = random.int(0, 2);
    const instalments = loans * random.int(6, 36);
    const reliable = random.chance(0.75);
    const late = reliable ? random.int(0, 1) : random.int(1, Math.ceil(Math.max(1, instalments) / 2));
    const defaulted = !reliable && random.chance(0.15) ? 1 : 0;
    if (uscc === DEMO_ENTITIES.shop) yield { uscc, loans: 2, instalments: 36, late: 1, defaulted: 0 };
    else if (loans > 0) yield { uscc, loans, instalments, late, defaulted };
  }
}

/** One firm in eight has applied this year; the demo shop's application for equipment is undecided. */
function* applications(
  firms: readonly LegalEntity[],
  products: ReturnType<typeof productsOf>,
  asOf: string,
  random: Random,
  shopOwner: string,
): Generator<EntityData<LoanApplication>> {
  for (const { uscc, representative } of firms) {
    const demo = uscc === DEMO_ENTITIES.shop;
    if (!random.chance(1 / 8) && !demo) continue;
    const drawn = random.pick(products);
    const product = demo ? (products.find(({ id }) => id === demoProduct('equipment')) ?? drawn) : drawn;
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
      submittedBy: demo ? shopOwner : `seed ${representative}`,
      decidedAt: status === 'SUBMITTED' ? null : new Date(submitted + random.int(2, 15) * 86_400_000),
      decidedBy: null,
      reason: status === 'DECLINED' ? '还款来源不足以覆盖申请金额' : null,
      approvedAmountCents: status === 'APPROVED' ? amountCents : null,
      openProductId: status === 'SUBMITTED' ? product.id : null,
    };
  }
}
