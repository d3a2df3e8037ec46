import type { City } from '@citygraph/city';
import { defineSubgraph } from '@citygraph/kit';
import { usagePointAccess } from './biller-account/biller-account.access.ts';
import { BillerAccount } from './biller-account/biller-account.entity.ts';
import { UsagePointResolver, usagePointReference } from './biller-account/biller-account.resolver.ts';
import { CropInsurancePolicy } from './crop-insurance-policy/crop-insurance-policy.entity.ts';
import {
  CropInsurancePolicyResolver,
  cropInsurancePolicyAccess,
  cropInsurancePolicyReference,
} from './crop-insurance-policy/crop-insurance-policy.resolver.ts';
import { Deposit } from './deposit/deposit.entity.ts';
import { residentAccess } from './deposit/resident.access.ts';
import { ResidentResolver, ResidentType } from './deposit/resident.resolver.ts';
import { legalEntityAccess, lendingProfileAccess } from './lending-profile/lending-profile.access.ts';
import { LendingProfileResolver } from './lending-profile/lending-profile.resolver.ts';
import { RepaymentRecord } from './lending-profile/repayment-record.entity.ts';
import { loanApplicationAccess } from './loan-application/loan-application.access.ts';
import { LoanApplication } from './loan-application/loan-application.entity.ts';
import {
  EntityApplicationsResolver,
  LoanApplicationResolver,
  loanApplicationReference,
} from './loan-application/loan-application.resolver.ts';
import { Bank } from './loan-product/bank.entity.ts';
import { LoanProduct } from './loan-product/loan-product.entity.ts';
import { LoanProductResolver, loanProductReference } from './loan-product/loan-product.resolver.ts';
import { wallets } from './migrations/0001-wallets.ts';
import { loans } from './migrations/0002-loans.ts';
import { cropInsurance } from './migrations/0003-crop-insurance.ts';
import { paymentAccess } from './payment/payment.access.ts';
import { Payment } from './payment/payment.entity.ts';
import { PaymentResolver, paymentReference } from './payment/payment.resolver.ts';
import { seedFinance } from './seed.ts';
import { LedgerEntry } from './wallet/ledger-entry.entity.ts';
import { citizenCardAccess, ledgerEntryAccess } from './wallet/wallet.access.ts';
import { Wallet } from './wallet/wallet.entity.ts';
import { CitizenCardResolver, citizenCardReference } from './wallet/wallet.resolver.ts';

/** The whole wiring. */
export const finance = defineSubgraph({
  name: 'finance',
  description: 'Purses of citizen cards, bills, loans, lending profiles and crop insurance.',
  entities: [
    Bank,
    BillerAccount,
    CropInsurancePolicy,
    Deposit,
    LedgerEntry,
    LoanApplication,
    LoanProduct,
    Payment,
    RepaymentRecord,
    Wallet,
  ],
  migrations: [wallets, loans, cropInsurance],
  resolvers: [
    CitizenCardResolver,
    CropInsurancePolicyResolver,
    EntityApplicationsResolver,
    LendingProfileResolver,
    LoanApplicationResolver,
    LoanProductResolver,
    PaymentResolver,
    ResidentResolver,
    UsagePointResolver,
  ],
  orphanedTypes: [ResidentType],
  references: {
    CitizenCard: citizenCardReference,
    CropInsurancePolicy: cropInsurancePolicyReference,
    LegalEntity: ({ uscc, creditRating }) => ({ uscc, creditRating }),
    LoanApplication: loanApplicationReference,
    LoanProduct: loanProductReference,
    Payment: paymentReference,
    Resident: ({ id }) => ({ id }),
    UsagePoint: usagePointReference,
  },
  access: {
    CitizenCard: citizenCardAccess,
    CropInsurancePolicy: cropInsurancePolicyAccess,
    LedgerEntry: ledgerEntryAccess,
    LegalEntity: legalEntityAccess,
    LendingProfile: lendingProfileAccess,
    LoanApplication: loanApplicationAccess,
    Payment: paymentAccess,
    Resident: residentAccess,
    UsagePoint: usagePointAccess,
  },
  seed: (em, city) => seedFinance(em, city as City),
});
