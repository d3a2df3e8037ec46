import { defineEntity, p } from '@mikro-orm/core';

const AppointmentSchema = defineEntity({
  name: 'Appointment',
  tableName: 'appointment',
  properties: {
    id: p.string().length(40).primary(),
    slotId: p.string().length(40).unique(),
    residentId: p.string().length(40),
    startAt: p.datetime(3),
    status: p.string().length(20),
    bookedBy: p.string().length(80),
    bookedAt: p.datetime(3),
  },
});

/** A booked slot (FHIR Appointment); nobody is in two places at once. */
export class Appointment extends AppointmentSchema.class {}
AppointmentSchema.setClass(Appointment);
