import type { Viewer } from '@citygraph/contract';
import { granted, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { speaksFor } from './consent.access.ts';
import { Consent } from './consent.entity.ts';

const Revoking = z.strictObject({ id: z.string().min(1).max(40) });

/** Takes a consent back at once; one that was stays so. Answers its id. */
export async function revokeConsent(
  em: EntityManager,
  viewer: Viewer,
  revoking: z.input<typeof Revoking>,
  now: Date,
): Promise<string> {
  const { id } = validate(Revoking, revoking);
  await transact(em, async (inner) => {
    const found = await inner.findOne(Consent, { id }, { disableIdentityMap: true });
    const consent = granted(viewer, speaksFor, found, { argument: 'id', what: 'consent', now }) as Consent;
    const change = { revokedAt: now, openSubject: null };
    const revoked = await inner.nativeUpdate(Consent, { id, revokedAt: null }, change);
    if (revoked === 0) return;
    // As it was when it was given: which version it came with is no part of it.
    const { changedIn, ...before } = consent;
    await audit(inner, viewer, { act: 'revokeConsent', target: id, before, after: { ...before, ...change } }, now);
    await inner.nativeUpdate(Consent, { id }, { changedIn: await touchPolicy(inner, now) });
  });
  return id;
}
