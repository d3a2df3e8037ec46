import { defineEntity, p } from '@mikro-orm/core';

/** OneRoster speaks of enrolments; the statuses are those of the city's admission procedure. */
export type EnrolmentStatus = 'SUBMITTED' | 'ACCEPTED' | 'ENROLLED' | 'WITHDRAWN';

const EnrolmentSchema = defineEntity({
  name: 'Enrolment',
  tableName: 'enrolment',
  properties: {
    id: p.string().length(40).primary(),
    residentId: p.string().length(40),
    schoolCode: p.string().length(20),
    academicYear: p.string().length(4),
    status: p.string().length(20).$type<EnrolmentStatus>(),
    /** OIDC subject of the guardian who applied; null: carried over from the school's roll. */
    submittedBy: p.string().length(80).nullable(),
    submittedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'enrolment_pupil_year', properties: ['residentId', 'academicYear'] }],
});

export class Enrolment extends EnrolmentSchema.class {}
EnrolmentSchema.setClass(Enrolment);
