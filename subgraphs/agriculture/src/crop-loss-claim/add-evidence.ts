import { CityGraphError } from '@citygraph/contract';
import { newId } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { ClaimEvidence } from './claim-evidence.entity.ts';
import type { Evidence } from './evidence.rules.ts';

/** Files pieces of evidence with a claim that has room for them. */
export async function addEvidence(
  em: EntityManager,
  claimId: string,
  evidence: readonly Evidence[],
  { submittedBy, now }: { readonly submittedBy: string; readonly now: Date },
): Promise<void> {
  for (const [at, { takenAt }] of evidence.entries()) {
    if (takenAt <= now) continue;
    throw new CityGraphError(
      'BAD_USER_INPUT',
      `evidence.${at}.takenAt: it was taken before it is shown; this moment has not come yet.`,
      {
        extensions: { argument: `evidence.${at}.takenAt` },
      },
    );
  }
  for (const piece of evidence) {
    await em
      .insert(ClaimEvidence, { id: newId('evd_'), claimId, ...piece, submittedBy, submittedAt: now })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError('CONFLICT', `The file with SHA-256 ${piece.sha256} is shown with this claim already.`);
      });
  }
}
