import { defineEntity, p } from '@mikro-orm/core';

const AppointmentSlotSchema = defineEntity({
  name: 'AppointmentSlot',
  tableName: 'appointment_slot',
  properties: {
    id: p.string().length(40).primary(),
    providerUscc: p.string().length(18),
    specialty: p.string().length(40),
    division: p.string().length(12),
    startAt: p.datetime(3),
    /** Set by compare-and-set, once. */
    appointmentId: p.string().length(40).nullable(),
  },
});

/** A time that can be booked (FHIR Slot). */
export class AppointmentSlot extends AppointmentSlotSchema.class {}
AppointmentSlotSchema.setClass(AppointmentSlot);
