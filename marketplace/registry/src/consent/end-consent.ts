import type { Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { Consent } from './consent.entity.ts';

/** Ends a consent at once, by whoever's word; one that has ended stays so. Call it in a transaction. */
export async function endConsent(
  em: EntityManager,
  viewer: Viewer,
  consent: Consent,
  { act, reason = null }: { readonly act: string; readonly reason?: string | null },
  now: Date,
): Promise<void> {
  const { id } = consent;
  const change = { revokedAt: now, openSubject: null };
  const ended = await em.nativeUpdate(Consent, { id, revokedAt: null }, change);
  if (ended === 0) return;
  // As it was when it was given: which version it came with is no part of it, nor who looked at it since.
  const { changedIn, guardianSeenAt, ...before } = consent;
  await audit(em, viewer, { act, target: id, reason, before, after: { ...before, ...change } }, now);
  await em.nativeUpdate(Consent, { id }, { changedIn: await touchPolicy(em, now) });
}
