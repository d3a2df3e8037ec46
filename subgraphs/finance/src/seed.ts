import type { City } from '@citygraph/city';
import type { EntityManager } from '@mikro-orm/sql';
import { seedCropInsurancePolicies } from './crop-insurance-policy/crop-insurance-policies.seed.ts';
import { seedDepositBands } from './deposit-band/deposit-bands.seed.ts';
import { seedLoans } from './loan-product/loans.seed.ts';
import { seedWallets } from './wallet/wallets.seed.ts';

/** Everybody's card and its ledger, every meter's account, the banks with their loans, and the farms' insurance. */
export async function seedFinance(em: EntityManager, city: City): Promise<void> {
  await seedWallets(em, city);
  await seedLoans(em, city);
  await seedDepositBands(em, city);
  await seedCropInsurancePolicies(em, city);
}
