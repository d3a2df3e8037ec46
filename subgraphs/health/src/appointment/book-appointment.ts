import { CityGraphError, formatOffsetDateTime, type Viewer } from '@citygraph/contract';
import { idempotent, living, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { isPatientSide } from '../patient.access.ts';
import { Appointment } from './appointment.entity.ts';
import { AppointmentSlot } from './appointment-slot.entity.ts';

const Booking = z.strictObject({ slotId: z.string().min(1).max(40), residentId: z.string().min(1).max(40) });

/** Books a free slot for oneself or one's ward. Of two who want it one gets it; the other is told. Answers the appointment's id. */
export async function bookAppointment(
  em: EntityManager,
  viewer: Viewer,
  booking: z.infer<typeof Booking>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Booking, booking);
  if (!isPatientSide(viewer, input.residentId)) {
    throw new CityGraphError(
      viewer.principal.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN',
      'residentId: you may book for yourself and for minors you are guardian of.',
      { extensions: { argument: 'residentId' } },
    );
  }
  const isLiving = living(Appointment, { heldStart: { $ne: null } });
  const request = { operation: 'bookAppointment', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const slot = await inner.findOne(AppointmentSlot, { id: input.slotId });
    if (!slot) {
      throw new CityGraphError('NOT_FOUND', `slotId: there is no slot ${input.slotId}.`, {
        extensions: { argument: 'slotId' },
      });
    }
    if (slot.startAt <= now) {
      throw new CityGraphError(
        'BAD_USER_INPUT',
        `slotId: the slot began at ${formatOffsetDateTime(slot.startAt)}; choose a later one.`,
        {
          extensions: { argument: 'slotId' },
        },
      );
    }
    const id = newId('apt_');
    const taken = await inner.nativeUpdate(
      AppointmentSlot,
      { id: slot.id, appointmentId: null },
      { appointmentId: id },
    );
    if (taken === 0) throw new CityGraphError('CONFLICT', 'The slot has just been booked; choose another.');
    await inner
      .insert(Appointment, {
        id,
        slotId: slot.id,
        residentId: input.residentId,
        startAt: slot.startAt,
        heldStart: slot.startAt,
        status: 'BOOKED',
        bookedBy: viewer.principal.subject ?? '',
        bookedAt: now,
      })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError('CONFLICT', 'There is an appointment for that person at that time already.');
      });
    return id;
  });
}
