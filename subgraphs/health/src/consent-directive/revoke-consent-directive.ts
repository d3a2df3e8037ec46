import type { Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { patientSide } from '../patient.access.ts';
import { ConsentDirective } from './consent-directive.entity.ts';

const Revocation = z.strictObject({ id: z.string().min(1).max(40) });

/** Ends a directive now, by the resident or a guardian; one that has ended stays as it is. Answers its id. */
export async function revokeConsentDirective(
  em: EntityManager,
  viewer: Viewer,
  revocation: z.infer<typeof Revocation>,
  now: Date,
): Promise<string> {
  const { id } = validate(Revocation, revocation);
  const found = await em.findOne(ConsentDirective, { id });
  granted(
    viewer,
    patientSide<ConsentDirective>(({ residentId }) => residentId),
    found,
    { argument: 'id', what: 'directive', now },
  );
  await em.nativeUpdate(ConsentDirective, { id, $or: [{ until: null }, { until: { $gt: now } }] }, { until: now });
  return id;
}
