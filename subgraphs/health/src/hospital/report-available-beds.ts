import { CityGraphError, parseUscc, type Viewer } from '@citygraph/contract';
import { validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Hospital } from './hospital.entity.ts';

const Report = z.strictObject({
  uscc: z.string(),
  availableBeds: z.int().min(0, 'give 0 or more').max(20_000, 'give at most 20000'),
});

/** A hospital's own staff, or its legal representative, report its free beds; the last report counts. Answers its code. */
export async function reportAvailableBeds(
  em: EntityManager,
  viewer: Viewer,
  report: z.infer<typeof Report>,
  now: Date,
): Promise<string> {
  const { uscc, availableBeds } = validate(Report, report);
  parseUscc(uscc);
  const { principal, standing } = viewer;
  if (principal.agency !== uscc && !standing?.represents.includes(uscc)) {
    throw new CityGraphError(
      principal.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN',
      'uscc: a hospital’s beds are reported by the hospital itself.',
      { extensions: { argument: 'uscc' } },
    );
  }
  const hospital = await em.findOne(Hospital, { uscc });
  if (!hospital) {
    throw new CityGraphError('NOT_FOUND', `uscc: ${uscc} is no medical institution of the city.`, {
      extensions: { argument: 'uscc' },
    });
  }
  if (availableBeds > hospital.beds) {
    throw new CityGraphError('BAD_USER_INPUT', `availableBeds: the hospital has ${hospital.beds} beds in all.`, {
      extensions: { argument: 'availableBeds' },
    });
  }
  await em.nativeUpdate(Hospital, { uscc }, { availableBeds, reportedAt: now });
  return uscc;
}
