import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/sql';
import { Hospital } from '../hospital/hospital.entity.ts';
import { AppointmentSlot } from './appointment-slot.entity.ts';
import { Timetable } from './timetable.entity.ts';
import { slotStarts } from './timetable.rules.ts';

const BATCH = 1000;
const KEPT_MS = 7 * 86_400_000;

/**
 * Offers the slots of the coming two weeks. Safe to run twice and in two processes: a slot's key follows from what it is, and a
 * slot that is there already, booked or not, stays as it is. Free slots that passed a week ago are cleared away.
 */
export async function publishSlots(em: EntityManager, now: Date): Promise<void> {
  const [timetables, hospitals] = await Promise.all([em.find(Timetable, {}), em.find(Hospital, {})]);
  const divisions = new Map(hospitals.map(({ uscc, division }) => [uscc, division]));
  const slots = timetables.flatMap((timetable) =>
    slotStarts(timetable, now).map((startAt) => ({
      id: slotId(timetable.providerUscc, timetable.specialty, startAt),
      providerUscc: timetable.providerUscc,
      specialty: timetable.specialty,
      division: divisions.get(timetable.providerUscc) ?? '',
      startAt,
    })),
  );
  const known = new Set(
    (await em.find(AppointmentSlot, { startAt: { $gt: now } }, { fields: ['id'] })).map(({ id }) => id),
  );
  const fresh = slots.filter(({ id }) => !known.has(id));
  for (let at = 0; at < fresh.length; at += BATCH) {
    await em.upsertMany(AppointmentSlot, fresh.slice(at, at + BATCH), { onConflictAction: 'ignore' });
  }
  await em.nativeDelete(AppointmentSlot, { appointmentId: null, startAt: { $lt: new Date(now.getTime() - KEPT_MS) } });
}

const slotId = (provider: string, specialty: string, start: Date): string =>
  `slot_${createHash('sha256').update(`${provider} ${specialty} ${start.toISOString()}`).digest('hex').slice(0, 20)}`;
