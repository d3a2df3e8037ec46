import { type EntityManager, raw } from '@mikro-orm/sql';
import { Intake } from './intake.entity.ts';

/** A reserved place is free again; never more places than there are. */
export async function releasePlace(em: EntityManager, schoolCode: string, academicYear: string): Promise<void> {
  await em.nativeUpdate(Intake, { schoolCode, academicYear, taken: { $gt: 0 } }, { taken: raw('taken - 1') });
}
