import { fuzzMutations, testSubgraph } from '@citygraph/kit/testing';
import { describe, it } from '@jest/globals';
import { CropLossClaim } from './crop-loss-claim/crop-loss-claim.entity.ts';
import { EVIDENCE_KINDS } from './crop-loss-claim/evidence.rules.ts';
import { agriculture } from './index.ts';
import { MARKETS } from './market-price/market-price.rules.ts';
import {
  asks,
  BARN,
  CARRIER,
  COOPERATIVE,
  city,
  FARM,
  MAIZE_PLOT,
  NOW,
  OTHER_PLOT,
  POLICY,
  RICE,
  RICE_LOT,
  RICE_PLOT,
  SHELF,
  SHOP,
} from './testing/countryside.ts';
import { BIZ_STEPS } from './trace-batch/biz-step.rules.ts';

describe('agriculture', () => {
  const department = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });

  it('takes nothing half, whatever is asked', async () => {
    const claims = await department.em().find(CropLossClaim, { farmId: FARM });
    await fuzzMutations(department, {
      viewers: [
        asks.farmer,
        asks.cooperative,
        asks.shopkeeper,
        asks.carrier,
        asks.insurer,
        asks.adjuster,
        asks.inspector,
        asks.stranger,
        asks.nobody,
      ],
      known: {
        farmId: [FARM],
        earTag: ['222010299999999'],
        plotId: [RICE_PLOT, MAIZE_PLOT, OTHER_PLOT],
        originPlotId: [RICE_PLOT],
        policyId: [POLICY],
        id: claims.map(({ id }) => id),
        placeId: [BARN, SHELF],
        gtin: [RICE],
        lot: [RICE_LOT, 'L-NEW'],
        bizStep: [...BIZ_STEPS],
        actorUscc: [COOPERATIVE, SHOP, CARRIER],
        crop: ['rice', 'maize'],
        commodity: ['rice', 'maize'],
        season: ['2026', '2027'],
        market: [...MARKETS],
        peril: ['HAIL', 'FROST'],
        decision: ['APPROVED', 'REJECTED'],
        inspectionNumber: ['SPJD-1', 'SPJD-2'],
        kind: [...EVIDENCE_KINDS],
        uri: ['https://e.example/1', 'urn:uuid:1'],
        sha256: ['a'.repeat(64), 'b'.repeat(64)],
        reason: ['查勘属实，按约赔付', 'SOLD'],
      },
    });
  }, 120_000);
});
