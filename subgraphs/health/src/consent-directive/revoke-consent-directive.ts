import type { Viewer } from '@citygraph/contract';
import { granted, type Told, told, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { directiveAccess } from '../patient.access.ts';
import { ConsentDirective } from './consent-directive.entity.ts';

const Revocation = z.strictObject({ id: z.string().min(1).max(40) });

/** Ends a directive now, by the resident or a guardian; one that has ended stays as it is. Answers its id. */
export async function revokeConsentDirective(
  em: EntityManager,
  viewer: Viewer,
  revocation: z.infer<typeof Revocation>,
  now: Date,
): Promise<Told<string>> {
  const { id } = validate(Revocation, revocation);
  const found = await em.findOne(ConsentDirective, { id });
  const directive = granted(viewer, directiveAccess.default, found, { argument: 'id', what: 'directive', now });
  await em.nativeUpdate(ConsentDirective, { id, $or: [{ until: null }, { until: { $gt: now } }] }, { until: now });
  return told(id, directive, directiveAccess);
}
