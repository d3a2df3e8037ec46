import { findRows, type SubgraphContext, transact, validate } from '@citygraph/kit';
import { z } from 'zod';
import { HUB } from '../hub-viewer.ts';
import { Consent } from './consent.entity.ts';
import { endConsent } from './end-consent.ts';

/** So often it is seen anew whether who consented for a child is still its guardian. */
const SEEN_MS = 10 * 60_000;
/** Consents that are looked for guardians at once. */
export const MOST_SEEN = 500;

const Seen = z.strictObject({
  /** `Resident.id`. */
  guardian: z.string().min(1).max(40),
  /** Minors whose guardian they are, as government's standing says. */
  guardianOf: z.array(z.string().min(1).max(40)),
});

interface GuardiansToSee {
  readonly guardians: readonly string[];
  /** There are others, whose turn it is after these. */
  readonly isMore: boolean;
}

const living = (now: Date) => ({ openSubject: { $ne: null }, until: { $gt: now } });

/**
 * Whom government is to be asked about: guardians by whose word the data of children is used, and of whom nobody has seen for ten minutes that they are. Only the gateways reach government, and so they
 * carry the question; the hub's own operation.
 */
export async function guardiansToSee({ em, clock }: SubgraphContext): Promise<GuardiansToSee> {
  const now = clock.now();
  const seenBy = new Date(now.getTime() - SEEN_MS);
  const rows = await findRows(
    em,
    Consent,
    { ...living(now), guardian: { $ne: null }, $or: [{ guardianSeenAt: null }, { guardianSeenAt: { $lte: seenBy } }] },
    // Who was not asked about for longest comes first (null before all, in both databases): in a large city everybody's turn comes.
    { fields: ['guardian'], orderBy: { guardianSeenAt: 'asc', guardian: 'asc' }, limit: MOST_SEEN },
  );
  return { guardians: [...new Set(rows.flatMap(({ guardian }) => guardian ?? []))], isMore: rows.length === MOST_SEEN };
}

/** What government said: consents for who is of age, or has another guardian by now, end at once. The hub's own operation. */
export async function seeGuardian({ em, clock }: SubgraphContext, input: unknown): Promise<{ ended: number }> {
  const { guardian, guardianOf } = validate(Seen, input);
  const now = clock.now();
  return transact(em, async (inner) => {
    const given = await findRows(inner, Consent, { ...living(now), guardian }, { orderBy: { id: 'asc' } });
    const over = given.filter(({ subjectKey }) => !guardianOf.includes(subjectKey));
    for (const consent of over) {
      const reason = 'Who gave it is no guardian of the person any more, or the person is of age.';
      await endConsent(inner, HUB, consent, { act: 'endConsent', reason }, now);
    }
    await inner.nativeUpdate(Consent, { ...living(now), guardian }, { guardianSeenAt: now });
    return { ended: over.length };
  });
}
