import type { City } from '@citygraph/city';
import { defineSubgraph, signedIn, toldElsewhere } from '@citygraph/kit';
import { Bank } from './bank/bank.entity.ts';
import { usagePointAccess } from './billing-account/billing-account.access.ts';
import { BillingAccount } from './billing-account/billing-account.entity.ts';
import { usagePointReference } from './billing-account/usage-point.resolver.ts';
import { cropInsurancePolicyAccess } from './crop-insurance-policy/crop-insurance-policy.access.ts';
import { CropInsurancePolicy } from './crop-insurance-policy/crop-insurance-policy.entity.ts';
import {
  CropInsurancePolicyResolver,
  cropInsurancePolicyReference,
  EntityPoliciesResolver,
  FarmerPoliciesResolver,
} from './crop-insurance-policy/crop-insurance-policy.resolver.ts';
import { DepositBand } from './deposit-band/deposit-band.entity.ts';
import { residentAccess } from './deposit-band/resident.access.ts';
import { DepositBandResolver, ResidentType } from './deposit-band/resident.resolver.ts';
import { ledgerEntryAccess } from './ledger/ledger-entry.access.ts';
import { LedgerEntry } from './ledger/ledger-entry.entity.ts';
import { CardLedgerResolver, LedgerEntryResolver, ledgerEntryReference } from './ledger/ledger-entry.resolver.ts';
import { legalEntityAccess } from './legal-entity/legal-entity.access.ts';
import { legalEntityReference } from './legal-entity/legal-entity.reference.ts';
import { LendingProfileResolver } from './lending-profile/lending-profile.resolver.ts';
import { RepaymentRecord } from './lending-profile/repayment-record.entity.ts';
import { loanApplicationAccess } from './loan-application/loan-application.access.ts';
import { LoanApplication } from './loan-application/loan-application.entity.ts';
import {
  ApplicantResolver,
  LoanApplicationResolver,
  loanApplicationReference,
} from './loan-application/loan-application.resolver.ts';
import { LoanProduct } from './loan-product/loan-product.entity.ts';
import { LoanProductResolver, loanProductReference } from './loan-product/loan-product.resolver.ts';
import { wallets } from './migrations/0001-wallets.ts';
import { loans } from './migrations/0002-loans.ts';
import { cropInsurance } from './migrations/0003-crop-insurance.ts';
import { ledger } from './migrations/0004-ledger.ts';
import { payments } from './migrations/0005-payments.ts';
import { loanOffers } from './migrations/0006-loan-offers.ts';
import { policiesByFirm } from './migrations/0007-policies-by-firm.ts';
import { paymentAccess } from './payment/payment.access.ts';
import { Payment } from './payment/payment.entity.ts';
import {
  CardPaymentsResolver,
  PaymentResolver,
  PaymentsReceivedResolver,
  paymentReference,
} from './payment/payment.resolver.ts';
import { seedFinance } from './seed.ts';
import { CitizenCardType, citizenCardReference } from './wallet/citizen-card.resolver.ts';
import { citizenCardAccess } from './wallet/wallet.access.ts';
import { Wallet } from './wallet/wallet.entity.ts';

/** The whole wiring. */
export const finance = defineSubgraph({
  name: 'finance',
  description: 'Money on the citizen card, bills, loans and lending profiles, and crop insurance.',
  entities: [
    Bank,
    BillingAccount,
    CropInsurancePolicy,
    DepositBand,
    LedgerEntry,
    LoanApplication,
    LoanProduct,
    Payment,
    RepaymentRecord,
    Wallet,
  ],
  migrations: [wallets, loans, cropInsurance, ledger, payments, loanOffers, policiesByFirm],
  resolvers: [
    ApplicantResolver,
    CardLedgerResolver,
    CardPaymentsResolver,
    CropInsurancePolicyResolver,
    DepositBandResolver,
    EntityPoliciesResolver,
    FarmerPoliciesResolver,
    LedgerEntryResolver,
    LendingProfileResolver,
    LoanApplicationResolver,
    LoanProductResolver,
    PaymentResolver,
    PaymentsReceivedResolver,
  ],
  orphanedTypes: [CitizenCardType, ResidentType],
  references: {
    CitizenCard: citizenCardReference,
    CropInsurancePolicy: cropInsurancePolicyReference,
    LedgerEntry: ledgerEntryReference,
    LegalEntity: legalEntityReference,
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
    // Who holds a profile came through the guarded field.
    LendingProfile: { default: signedIn, about: toldElsewhere },
    LoanApplication: loanApplicationAccess,
    Payment: paymentAccess,
    Resident: residentAccess,
    UsagePoint: usagePointAccess,
  },
  seed: (em, city) => seedFinance(em, city as City),
});
