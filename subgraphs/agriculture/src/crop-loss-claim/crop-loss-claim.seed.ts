import { createHash } from 'node:crypto';
import { type City, type CropPolicy, DEMO_FARM, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { SeededPlot } from '../farm/season.seed.ts';
import { at, daysAfter } from '../seed-clock.ts';
import { ClaimEvidence } from './claim-evidence.entity.ts';
import { CropLossClaim } from './crop-loss-claim.entity.ts';
import { type ClaimStatus, lossKey, type Peril } from './crop-loss-claim.rules.ts';
import { InsuredPolicy } from './insured-policy.entity.ts';

interface Loss {
  readonly plot: SeededPlot;
  readonly policy: CropPolicy;
  readonly peril: Peril;
  readonly daysAgo: number;
  readonly status: ClaimStatus;
}

/** Policies, and a claim on one in twelve; the demo farm has one that was paid and one that the insurer is looking at. */
export async function seedCropLossClaims(em: EntityManager, city: City, plots: readonly SeededPlot[]): Promise<void> {
  const losses = lossesOf(city, plots);
  const approved = new Map<string, number>();
  for (const { policy, status } of losses) {
    if (status === 'APPROVED') approved.set(policy.id, (approved.get(policy.id) ?? 0) + amountOf(policy));
  }
  await insertRows(
    em,
    InsuredPolicy,
    city.cropPolicies.map(({ id, farm, insurer, from, to, sumInsuredCents }) => ({
      id,
      farmId: farm,
      insurerUscc: insurer,
      insuredFrom: from,
      insuredTo: to,
      sumInsuredCents,
      approvedCents: approved.get(id) ?? 0,
    })),
  );
  const farmers = new Map(Object.values(city.demo).map(({ resident, subject }) => [resident, subject]));
  const claims = losses.map((loss) => claimOf(loss, city.asOf, farmers.get(loss.plot.farmerId) ?? 'seed'));
  await insertRows(em, CropLossClaim, claims);
  await insertRows(
    em,
    ClaimEvidence,
    claims.map(({ id, observedOn, filedAt, filedBy }) => ({
      id: opaqueId('evd_', id),
      claimId: id,
      kind: 'PHOTO' as const,
      uri: `https://evidence.example/${id}/1.jpg`,
      sha256: createHash('sha256').update(`${id} photo`).digest('hex'),
      takenAt: at(observedOn, 14),
      submittedBy: filedBy,
      submittedAt: filedAt,
    })),
  );
}

/** A quarter of the sum insured, whole yuan. */
const amountOf = ({ sumInsuredCents }: CropPolicy): number => Math.floor(sumInsuredCents / 400) * 100;

function lossesOf(city: City, plots: readonly SeededPlot[]): Loss[] {
  const random = city.random('agriculture/losses');
  const plotsOfFarm = Map.groupBy(plots, ({ farmId }) => farmId);
  return city.cropPolicies.flatMap((policy): Loss[] => {
    const own = plotsOfFarm.get(policy.farm) ?? [];
    if (policy.farm === DEMO_FARM) {
      const [, maize, soybean] = own;
      return [
        ...(maize ? [{ plot: maize, policy, peril: 'HAIL' as const, daysAgo: 105, status: 'APPROVED' as const }] : []),
        ...(soybean
          ? [{ plot: soybean, policy, peril: 'FROST' as const, daysAgo: 36, status: 'UNDER_REVIEW' as const }]
          : []),
      ].filter((loss) => daysAfter(city.asOf, -loss.daysAgo) >= policy.from);
    }
    const hit = random.chance(1 / 12);
    const loss = {
      peril: random.pick(['HAIL', 'WATERLOGGING', 'DROUGHT', 'WINDSTORM', 'PEST'] as const),
      daysAgo: random.int(20, 120),
      status: random.pick(['FILED', 'UNDER_REVIEW', 'APPROVED', 'APPROVED', 'REJECTED'] as const),
    };
    const plot = own[0];
    return hit && plot && daysAfter(city.asOf, -loss.daysAgo) >= policy.from ? [{ plot, policy, ...loss }] : [];
  });
}

function claimOf({ plot, policy, peril, daysAgo, status }: Loss, asOf: string, filedBy: string) {
  const observedOn = daysAfter(asOf, -daysAgo);
  const decided = status === 'APPROVED' || status === 'REJECTED';
  return {
    id: opaqueId('clm_', `${plot.id} ${peril} ${observedOn}`),
    plotId: plot.id,
    farmId: plot.farmId,
    farmerId: plot.farmerId,
    operatorUscc: plot.operatorUscc,
    insurerUscc: policy.insurer,
    villageCode: plot.villageCode,
    policyId: policy.id,
    peril,
    observedOn,
    status,
    openLoss: status === 'REJECTED' ? null : lossKey(plot.id, peril, observedOn),
    evidenceCount: 1,
    filedBy,
    filedAt: at(daysAfter(observedOn, 1), 10),
    decidedBy: decided ? 'seed' : null,
    decidedAt: decided ? at(daysAfter(observedOn, 15), 15) : null,
    reason: decided ? (status === 'APPROVED' ? '查勘属实，按约赔付。' : '查勘未见损失。') : null,
    amountCents: status === 'APPROVED' ? amountOf(policy) : null,
  };
}
