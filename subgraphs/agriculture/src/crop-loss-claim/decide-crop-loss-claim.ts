import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { decidesClaim } from './crop-loss-claim.access.ts';
import { CropLossClaim } from './crop-loss-claim.entity.ts';
import { assertDecidable, OPEN_STATUSES } from './crop-loss-claim.rules.ts';
import { InsuredPolicy } from './insured-policy.entity.ts';

const Decision = z.strictObject({
  id: z.string().min(1).max(40),
  decision: z.enum(['APPROVED', 'REJECTED'], 'give APPROVED or REJECTED'),
  reason: z.string().trim().min(2, 'say in a few words why').max(500),
  amountCents: z.number().int().min(1, 'an approved amount is at least one cent').nullable(),
});

/** The insurer approves an amount within what is left of the sum insured, or rejects. Answers the claim's id. */
export async function decideCropLossClaim(
  em: EntityManager,
  viewer: Viewer,
  input: Omit<z.infer<typeof Decision>, 'decision'> & { readonly decision: string },
  key: string | null,
  now: Date,
): Promise<string> {
  const valid = validate(Decision, input);
  const { id, decision, reason, amountCents } = valid;
  return idempotent(em, { operation: 'decideCropLossClaim', key, viewer, input: valid, now }, async (inner) => {
    const found = await inner.findOne(CropLossClaim, { id });
    const claim = granted(viewer, decidesClaim, found, { argument: 'id', what: 'claim', now });
    assertDecidable(decision, amountCents, claim.evidenceCount);
    const decided = await inner.nativeUpdate(
      CropLossClaim,
      { id, status: { $in: [...OPEN_STATUSES] } },
      {
        status: decision,
        reason,
        amountCents,
        decidedBy: viewer.principal.subject,
        decidedAt: now,
        ...(decision === 'REJECTED' ? { openLoss: null } : {}),
      },
    );
    if (decided === 0) throw new CityGraphError('CONFLICT', 'The claim is decided or withdrawn already.');
    if (amountCents !== null) await commitAmount(inner, claim.policyId, amountCents);
    return id;
  });
}

/** Compare-and-set: two claims approved at one moment never pay more than the sum insured. */
async function commitAmount(em: EntityManager, policyId: string, amountCents: number): Promise<void> {
  const committed = await em.nativeUpdate(
    InsuredPolicy,
    { id: policyId, approvedCents: { $lte: raw('sum_insured_cents - ?', [amountCents]) } },
    { approvedCents: raw('approved_cents + ?', [amountCents]) },
  );
  if (committed > 0) return;
  const { sumInsuredCents, approvedCents } = await em.findOneOrFail(InsuredPolicy, { id: policyId });
  throw new CityGraphError(
    'CONFLICT',
    `amountCents: ${amountCents} is more than is left of the sum insured (${sumInsuredCents - approvedCents} of ${sumInsuredCents} cents).`,
    { extensions: { argument: 'amountCents' } },
  );
}
