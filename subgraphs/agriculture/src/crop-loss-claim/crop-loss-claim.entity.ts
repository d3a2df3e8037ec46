import { defineEntity, p } from '@mikro-orm/core';
import type { ClaimStatus, Peril } from './crop-loss-claim.rules.ts';

const CropLossClaimSchema = defineEntity({
  name: 'CropLossClaim',
  tableName: 'crop_loss_claim',
  properties: {
    id: p.string().length(40).primary(),
    plotId: p.string().length(40),
    farmId: p.string().length(40),
    /** The parties as they were when it was filed. */
    farmerId: p.string().length(40),
    operatorUscc: p.string().length(18).nullable(),
    insurerUscc: p.string().length(18),
    villageCode: p.string().length(12),
    policyId: p.string().length(40),
    peril: p.string().length(20).$type<Peril>(),
    observedOn: p.string().length(10),
    status: p.string().length(20).$type<ClaimStatus>(),
    /** Plot, peril and day while the loss is claimed or paid; null once rejected or withdrawn, so that one may claim again. */
    openLoss: p.string().length(90).nullable().unique(),
    evidenceCount: p.integer(),
    /** OIDC subject. */
    filedBy: p.string().length(80),
    filedAt: p.datetime(3),
    decidedBy: p.string().length(80).nullable(),
    decidedAt: p.datetime(3).nullable(),
    reason: p.string().length(500).nullable(),
    amountCents: p.bigint('number').nullable(),
  },
});

/** A farmer's claim on a crop policy. */
export class CropLossClaim extends CropLossClaimSchema.class {}
CropLossClaimSchema.setClass(CropLossClaim);
