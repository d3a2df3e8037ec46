import { defineEntity, p } from '@mikro-orm/core';

const TimetableSchema = defineEntity({
  name: 'Timetable',
  tableName: 'timetable',
  properties: {
    providerUscc: p.string().length(18).primary(),
    specialty: p.string().length(40).primary(),
    /** 1 Monday to 7 Sunday. */
    weekday: p.integer().primary(),
    /** Minutes after midnight, city time. */
    firstMinute: p.integer(),
    slotMinutes: p.integer(),
    slots: p.integer(),
  },
});

/** When a specialty of a hospital sees patients each week. */
export class Timetable extends TimetableSchema.class {}
TimetableSchema.setClass(Timetable);
