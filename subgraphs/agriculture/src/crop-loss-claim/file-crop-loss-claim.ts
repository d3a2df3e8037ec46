import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, granted, idempotent, living, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { tendsFarm } from '../farm/farm.access.ts';
import { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { addEvidence } from './add-evidence.ts';
import { CropLossClaim } from './crop-loss-claim.entity.ts';
import { assertCovered, assertNotifiedInTime, lossKey, parsePeril } from './crop-loss-claim.rules.ts';
import { EvidenceList } from './evidence.rules.ts';
import { InsuredPolicy } from './insured-policy.entity.ts';

const Loss = z.strictObject({
  plotId: z.string().min(1).max(40),
  policyId: z.string().min(1).max(40),
  peril: z.string(),
  observedAt: z.string(),
  evidence: EvidenceList,
});

/** The farmer or the cooperative claims a loss on the farm's policy. Answers the claim's id. */
export async function fileCropLossClaim(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Loss>,
  key: string | null,
  now: Date,
): Promise<string> {
  const { evidence, ...loss } = validate(Loss, input);
  const peril = parsePeril(loss.peril);
  assertNotifiedInTime(loss.observedAt, cityDay(now));
  const isLiving = living(CropLossClaim, { openLoss: { $ne: null } });
  const request = { operation: 'fileCropLossClaim', key, viewer, input: { ...loss, evidence }, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const found = await inner.findOne(FieldPlot, { id: loss.plotId });
    const plot = granted(viewer, tendsFarm, found, { argument: 'plotId', what: 'plot', now });
    const policy = await inner.findOne(InsuredPolicy, { id: loss.policyId, farmId: plot.farmId });
    if (!policy) {
      throw new CityGraphError(
        'BAD_USER_INPUT',
        'policyId: there is no such policy of the farm that the plot belongs to.',
        {
          extensions: { argument: 'policyId' },
        },
      );
    }
    assertCovered(loss.observedAt, policy);
    const id = newId('clm_');
    const filedBy = viewer.principal.subject ?? '';
    await inner
      .insert(CropLossClaim, {
        id,
        plotId: plot.id,
        farmId: plot.farmId,
        farmerId: plot.farmerId,
        operatorUscc: plot.operatorUscc ?? null,
        insurerUscc: policy.insurerUscc,
        villageCode: plot.villageCode,
        policyId: policy.id,
        peril,
        observedOn: loss.observedAt,
        status: 'FILED',
        openLoss: lossKey(plot.id, peril, loss.observedAt),
        evidenceCount: evidence.length,
        filedBy,
        filedAt: now,
      })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError(
          'CONFLICT',
          `${peril} of ${loss.observedAt} on this plot is claimed already; add to that claim (submitClaimEvidence) or withdraw it.`,
        );
      });
    await addEvidence(inner, id, evidence, { submittedBy: filedBy, now });
    return id;
  });
}
