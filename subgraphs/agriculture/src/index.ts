import type { City } from '@citygraph/city';
import { defineSubgraph } from '@citygraph/kit';
import { Address } from './address/address.entity.ts';
import { animalAccess } from './animal/animal.access.ts';
import { Animal } from './animal/animal.entity.ts';
import { AnimalResolver, animalReference, FarmAnimalsResolver } from './animal/animal.resolver.ts';
import { ClaimEvidence } from './crop-loss-claim/claim-evidence.entity.ts';
import { claimEvidenceAccess, cropLossClaimAccess } from './crop-loss-claim/crop-loss-claim.access.ts';
import { CropLossClaim } from './crop-loss-claim/crop-loss-claim.entity.ts';
import { CropLossClaimMutations } from './crop-loss-claim/crop-loss-claim.mutations.ts';
import {
  CropLossClaimResolver,
  claimReference,
  FarmClaimsResolver,
} from './crop-loss-claim/crop-loss-claim.resolver.ts';
import { InsuredPolicy } from './crop-loss-claim/insured-policy.entity.ts';
import { DiaryMutations } from './diary/diary.mutations.ts';
import {
  GrowthRecordResolver,
  PlotDiaryResolver,
  PlotSeasonResolver,
  SoilSampleResolver,
} from './diary/diary.resolver.ts';
import { GrowthRecord } from './diary/growth-record.entity.ts';
import { PlotSeason } from './diary/plot-season.entity.ts';
import { SoilSample } from './diary/soil-sample.entity.ts';
import { farmAccess, residentAccess } from './farm/farm.access.ts';
import { Farm } from './farm/farm.entity.ts';
import { FarmResolver, farmReference, ResidentFarmsResolver } from './farm/farm.resolver.ts';
import { diaryAccess, fieldPlotAccess } from './field-plot/field-plot.access.ts';
import { FieldPlot } from './field-plot/field-plot.entity.ts';
import { FarmPlotsResolver, FieldPlotResolver, plotReference } from './field-plot/field-plot.resolver.ts';
import { MarketPrice } from './market-price/market-price.entity.ts';
import { MarketPriceResolver } from './market-price/market-price.resolver.ts';
import { farms } from './migrations/0001-farms.ts';
import { diary } from './migrations/0002-diary.ts';
import { traceability } from './migrations/0003-traceability.ts';
import { marketPrices } from './migrations/0004-market-prices.ts';
import { cropLossClaims } from './migrations/0005-crop-loss-claims.ts';
import { animals } from './migrations/0006-animals.ts';
import { seedAgriculture } from './seed.ts';
import { BatchInspection } from './trace-batch/batch-inspection.entity.ts';
import { Carrier } from './trace-batch/carrier.entity.ts';
import { Product } from './trace-batch/product.entity.ts';
import { ProductSeller } from './trace-batch/product-seller.entity.ts';
import { TraceBatch } from './trace-batch/trace-batch.entity.ts';
import {
  BatchInspectionResolver,
  batchReference,
  ProductBatchResolver,
  TraceBatchResolver,
} from './trace-batch/trace-batch.resolver.ts';
import { TraceEvent } from './trace-batch/trace-event.entity.ts';
import { TraceEventResolver } from './trace-batch/trace-event.resolver.ts';

/** The whole wiring. */
export const agriculture = defineSubgraph({
  name: 'agriculture',
  description: 'Farms with their plots and animals, traced produce, market prices, and claims on crop policies.',
  entities: [
    Address,
    Animal,
    BatchInspection,
    Carrier,
    ClaimEvidence,
    CropLossClaim,
    Farm,
    FieldPlot,
    GrowthRecord,
    InsuredPolicy,
    MarketPrice,
    PlotSeason,
    Product,
    ProductSeller,
    SoilSample,
    TraceBatch,
    TraceEvent,
  ],
  migrations: [farms, diary, traceability, marketPrices, cropLossClaims, animals],
  resolvers: [
    AnimalResolver,
    BatchInspectionResolver,
    CropLossClaimMutations,
    CropLossClaimResolver,
    DiaryMutations,
    FarmAnimalsResolver,
    FarmClaimsResolver,
    FarmPlotsResolver,
    FarmResolver,
    FieldPlotResolver,
    GrowthRecordResolver,
    MarketPriceResolver,
    PlotDiaryResolver,
    PlotSeasonResolver,
    ProductBatchResolver,
    ResidentFarmsResolver,
    SoilSampleResolver,
    TraceBatchResolver,
    TraceEventResolver,
  ],
  references: {
    Animal: animalReference,
    CropLossClaim: claimReference,
    Farm: farmReference,
    FieldPlot: plotReference,
    Product: ({ gtin }) => ({ gtin }),
    Resident: ({ id }) => ({ id }),
    TraceBatch: batchReference,
  },
  access: {
    Animal: animalAccess,
    ClaimEvidence: claimEvidenceAccess,
    CropLossClaim: cropLossClaimAccess,
    Farm: farmAccess,
    FieldPlot: fieldPlotAccess,
    GrowthRecord: diaryAccess,
    PlotSeason: diaryAccess,
    Resident: residentAccess,
    SoilSample: diaryAccess,
  },
  seed: (em, city) => seedAgriculture(em, city as City),
});
