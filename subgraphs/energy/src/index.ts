import type { City } from '@citygraph/city';
import { defineSubgraph } from '@citygraph/kit';
import { Bill } from './bill/bill.entity.ts';
import { MeterBillsResolver } from './bill/bill.resolver.ts';
import { billing } from './bill/issue-bills.ts';
import { TariffTier } from './bill/tariff-tier.entity.ts';
import { ChargingStation } from './charging-station/charging-station.entity.ts';
import { ChargingStationResolver, chargingStationReference } from './charging-station/charging-station.resolver.ts';
import { AnnualUse } from './energy-use/annual-use.entity.ts';
import { EnergyUseResolver } from './energy-use/energy-use.resolver.ts';
import { DistributedGenerator } from './generator/distributed-generator.entity.ts';
import {
  DistributedGeneratorResolver,
  distributedGeneratorReference,
  ParcelGeneratorsResolver,
} from './generator/generator.resolver.ts';
import { ParcelHolder } from './generator/parcel-holder.entity.ts';
import { metering } from './migrations/0001-metering.ts';
import { sharing } from './migrations/0002-sharing.ts';
import { generation } from './migrations/0003-generation.ts';
import { MeterReadingsResolver } from './reading/reading.resolver.ts';
import { RegisterReading } from './reading/register-reading.entity.ts';
import { seedEnergy } from './seed.ts';
import { OutboxMessage } from './share/outbox.entity.ts';
import { MeterSharesResolver, UsageShareResolver } from './share/share.resolver.ts';
import { UsageShare } from './share/usage-share.entity.ts';
import { legalEntityAccess, placeAccess, throughParent, usagePointAccess } from './usage-point/usage-point.access.ts';
import { UsagePoint } from './usage-point/usage-point.entity.ts';
import {
  PlaceMetersResolver,
  placeReference,
  UsagePointResolver,
  usagePointReference,
} from './usage-point/usage-point.resolver.ts';

/** The whole wiring. */
export const energy = defineSubgraph({
  name: 'energy',
  description: 'Meters and their readings, bills, distributed generators and charging stations.',
  entities: [
    AnnualUse,
    Bill,
    ChargingStation,
    DistributedGenerator,
    OutboxMessage,
    ParcelHolder,
    RegisterReading,
    TariffTier,
    UsagePoint,
    UsageShare,
  ],
  migrations: [metering, sharing, generation],
  resolvers: [
    ChargingStationResolver,
    DistributedGeneratorResolver,
    EnergyUseResolver,
    MeterBillsResolver,
    MeterReadingsResolver,
    MeterSharesResolver,
    ParcelGeneratorsResolver,
    PlaceMetersResolver,
    UsagePointResolver,
    UsageShareResolver,
  ],
  references: {
    ChargingStation: chargingStationReference,
    DistributedGenerator: distributedGeneratorReference,
    LegalEntity: ({ uscc }) => ({ uscc }),
    Parcel: ({ id }) => ({ id }),
    Place: placeReference,
    UsagePoint: usagePointReference,
  },
  access: {
    EnergyBand: throughParent,
    LegalEntity: legalEntityAccess,
    MeterReading: throughParent,
    Place: placeAccess,
    UsagePoint: usagePointAccess,
    UsageShare: throughParent,
    UtilityBill: throughParent,
  },
  jobs: [billing],
  seed: (em, city) => seedEnergy(em, city as City),
});
