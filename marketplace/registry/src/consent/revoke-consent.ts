import type { Viewer } from '@citygraph/contract';
import { granted, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { speaksFor } from './consent.access.ts';
import { Consent } from './consent.entity.ts';
import { endConsent } from './end-consent.ts';

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
    await endConsent(inner, viewer, consent, { act: 'revokeConsent' }, now);
  });
  return id;
}
