import { CityGraphError, parseUscc, type Viewer } from '@citygraph/contract';
import { idempotent, living, newId, type Told, told, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Hospital } from '../hospital/hospital.entity.ts';
import { directiveAccess, isPatientSide } from '../patient.access.ts';
import { CONSENT_SCOPES, ConsentDirective } from './consent-directive.entity.ts';

const Directive = z.strictObject({
  residentId: z.string().min(1).max(40),
  scope: z.enum(CONSENT_SCOPES, { error: `give one of ${CONSENT_SCOPES.join(', ')}` }),
  granteeUscc: z.string(),
  until: z.date().nullable(),
});

/** A resident, or a guardian for a minor, says what an institution may see. Answers the directive's id. */
export async function recordConsentDirective(
  em: EntityManager,
  viewer: Viewer,
  directive: { residentId: string; scope: string; granteeUscc: string; until: Date | null },
  key: string | null,
  now: Date,
): Promise<Told<string>> {
  const input = validate(Directive, directive);
  parseUscc(input.granteeUscc);
  if (!isPatientSide(viewer, input.residentId)) {
    throw new CityGraphError(
      'FORBIDDEN',
      'residentId: only the resident or a guardian decides about a health record.',
      {
        extensions: { argument: 'residentId' },
      },
    );
  }
  if (input.until !== null && input.until <= now) {
    throw new CityGraphError('BAD_USER_INPUT', 'until: give a moment in the future, or leave it out.', {
      extensions: { argument: 'until' },
    });
  }
  const isLiving = living(ConsentDirective, { $or: [{ until: null }, { until: { $gt: now } }] });
  const request = { operation: 'recordConsentDirective', key, viewer, input, now, isLiving };
  const id = await idempotent(em, request, async (inner) => {
    if ((await inner.count(Hospital, { uscc: input.granteeUscc })) === 0) {
      throw new CityGraphError(
        'NOT_FOUND',
        `granteeUscc: ${input.granteeUscc} is no medical institution of the city.`,
        {
          extensions: { argument: 'granteeUscc' },
        },
      );
    }
    const made = newId('cns_');
    await inner.insert(ConsentDirective, {
      id: made,
      ...input,
      recordedBy: viewer.principal.subject ?? '',
      recordedAt: now,
    });
    return made;
  });
  return told(id, input, directiveAccess);
}
