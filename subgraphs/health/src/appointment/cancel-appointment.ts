import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { appointmentRule } from '../patient.access.ts';
import { Appointment } from './appointment.entity.ts';
import { AppointmentSlot } from './appointment-slot.entity.ts';

const Cancellation = z.strictObject({ id: z.string().min(1).max(40) });

/** The patient's side gives a booked slot back before it begins; somebody else can have it at once. Answers the appointment's id. */
export async function cancelAppointment(
  em: EntityManager,
  viewer: Viewer,
  cancellation: z.infer<typeof Cancellation>,
  now: Date,
): Promise<string> {
  const { id } = validate(Cancellation, cancellation);
  await em.transactional(async (inner) => {
    const found = await inner.findOne(Appointment, { id });
    const appointment = granted(viewer, appointmentRule, found, { argument: 'id', what: 'appointment', now });
    if (appointment.startAt <= now) {
      throw new CityGraphError('CONFLICT', 'The appointment has begun; it can no longer be cancelled.');
    }
    const cancelled = await inner.nativeUpdate(
      Appointment,
      { id, status: 'BOOKED' },
      { status: 'CANCELLED', heldStart: null, cancelledAt: now },
    );
    if (cancelled === 0) throw new CityGraphError('CONFLICT', `The appointment is ${appointment.status} already.`);
    await inner.nativeUpdate(AppointmentSlot, { id: appointment.slotId, appointmentId: id }, { appointmentId: null });
  });
  return id;
}
