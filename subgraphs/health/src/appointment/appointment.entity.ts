import { defineEntity, p } from '@mikro-orm/core';

const AppointmentSchema = defineEntity({
  name: 'Appointment',
  tableName: 'appointment',
  properties: {
    id: p.string().length(40).primary(),
    slotId: p.string().length(40),
    residentId: p.string().length(40),
    startAt: p.datetime(3),
    /** `startAt` while the time is taken, null once cancelled: nobody is in two places at once. */
    heldStart: p.datetime(3).nullable(),
    status: p.string().length(20),
    bookedBy: p.string().length(80),
    bookedAt: p.datetime(3),
    cancelledAt: p.datetime(3).nullable(),
  },
});

/** A booked slot (FHIR Appointment); nobody is in two places at once. */
export class Appointment extends AppointmentSchema.class {}
AppointmentSchema.setClass(Appointment);
