import type { City } from '@citygraph/city';
import { defineSubgraph, signedIn, toldElsewhere } from '@citygraph/kit';
import { issueBills } from './bill/issue-bills.ts';
import { TariffTier } from './bill/tariff-tier.entity.ts';
import { UtilityBill } from './bill/utility-bill.entity.ts';
import { UtilityBillLinesResolver, UtilityBillResolver } from './bill/utility-bill.resolver.ts';
import { ChargingStation } from './charging-station/charging-station.entity.ts';
import { ChargingStationResolver, chargingStationReference } from './charging-station/charging-station.resolver.ts';
import { applicantAccess, distributedGeneratorAccess } from './distributed-generator/distributed-generator.access.ts';
import { DistributedGenerator } from './distributed-generator/distributed-generator.entity.ts';
import {
  ApplicantResolver,
  DistributedGeneratorResolver,
  distributedGeneratorReference,
  GridApplicationsResolver,
  ParcelResolver,
} from './distributed-generator/distributed-generator.resolver.ts';
import { GridParcel, ParcelHolder } from './distributed-generator/grid-parcel.entity.ts';
import { AnnualEnergyUseResolver } from './firm/annual-energy-use.resolver.ts';
import { EnergyYear } from './firm/energy-year.entity.ts';
import { Firm } from './firm/firm.entity.ts';
import { MeterReadingResolver } from './meter-reading/meter-reading.resolver.ts';
import { RegisterReading } from './meter-reading/register-reading.entity.ts';
import { usagePoints } from './migrations/0001-usage-points.ts';
import { bills } from './migrations/0002-bills.ts';
import { usageShares } from './migrations/0003-usage-shares.ts';
import { chargingStations } from './migrations/0004-charging-stations.ts';
import { generators } from './migrations/0005-generators.ts';
import { firms } from './migrations/0006-firms.ts';
import { noOutbox } from './migrations/0007-no-outbox.ts';
import { seedEnergy } from './seed/seed-energy.ts';
import {
  legalEntityAccess,
  meterReadingAccess,
  placeAccess,
  usagePointAccess,
  usageShareAccess,
  utilityBillAccess,
} from './usage-point/usage-point.access.ts';
import { UsagePoint } from './usage-point/usage-point.entity.ts';
import {
  MeteredEntityResolver,
  PlaceResolver,
  UsagePointResolver,
  usagePointReference,
} from './usage-point/usage-point.resolver.ts';
import { UsageShare } from './usage-share/usage-share.entity.ts';
import {
  GranteeResolver,
  SharedPointResolver,
  SharingResidentResolver,
  UsageShareResolver,
} from './usage-share/usage-share.resolver.ts';

/** The whole wiring. */
export const energy = defineSubgraph({
  name: 'energy',
  description: 'Meters, their readings and bills, distributed generators and charging stations.',
  entities: [
    ChargingStation,
    DistributedGenerator,
    EnergyYear,
    Firm,
    GridParcel,
    ParcelHolder,
    RegisterReading,
    TariffTier,
    UsagePoint,
    UsageShare,
    UtilityBill,
  ],
  migrations: [usagePoints, bills, usageShares, chargingStations, generators, firms, noOutbox],
  resolvers: [
    AnnualEnergyUseResolver,
    ApplicantResolver,
    ChargingStationResolver,
    DistributedGeneratorResolver,
    GranteeResolver,
    GridApplicationsResolver,
    MeteredEntityResolver,
    MeterReadingResolver,
    ParcelResolver,
    PlaceResolver,
    SharedPointResolver,
    SharingResidentResolver,
    UsagePointResolver,
    UsageShareResolver,
    UtilityBillLinesResolver,
    UtilityBillResolver,
  ],
  references: {
    ChargingStation: chargingStationReference,
    DistributedGenerator: distributedGeneratorReference,
    LegalEntity: ({ uscc }) => ({ uscc }),
    Parcel: ({ id }) => ({ id }),
    Place: ({ id }) => ({ id }),
    Resident: ({ id }) => ({ id }),
    UsagePoint: usagePointReference,
  },
  access: {
    DistributedGenerator: distributedGeneratorAccess,
    // A band has no key: whoever holds one came through the firm's guarded field.
    EnergyBand: { default: signedIn, about: toldElsewhere },
    LegalEntity: legalEntityAccess,
    MeterReading: meterReadingAccess,
    Place: placeAccess,
    Resident: applicantAccess,
    UsagePoint: usagePointAccess,
    UsageShare: usageShareAccess,
    UtilityBill: utilityBillAccess,
    UtilityBillLine: utilityBillAccess,
  },
  jobs: [
    {
      name: 'issue the bills of the month that is over',
      everySeconds: 21_600,
      run: async (em, clock) => {
        await issueBills(em, clock.now());
      },
    },
  ],
  seed: (em, city) => seedEnergy(em, city as City),
});
