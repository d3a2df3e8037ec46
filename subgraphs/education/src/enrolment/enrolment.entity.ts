import { defineEntity, p } from '@mikro-orm/core';

/** OneRoster speaks of enrolments; the statuses are those of the city's admission procedure. */
export const ENROLMENT_STATUSES = ['SUBMITTED', 'ACCEPTED', 'REJECTED', 'ENROLLED', 'WITHDRAWN'] as const;
export type EnrolmentStatus = (typeof ENROLMENT_STATUSES)[number];

const EnrolmentSchema = defineEntity({
  name: 'Enrolment',
  tableName: 'enrolment',
  properties: {
    id: p.string().length(40).primary(),
    residentId: p.string().length(40),
    schoolCode: p.string().length(20),
    academicYear: p.string().length(4),
    /** The academic year while the place is sought or held; null once rejected or withdrawn, so that one may apply again. */
    openYear: p.string().length(4).nullable(),
    status: p.string().length(20).$type<EnrolmentStatus>(),
    /** OIDC subject of the guardian who applied; null: carried over from the school's roll. */
    submittedBy: p.string().length(80).nullable(),
    submittedAt: p.datetime(3).nullable(),
    /** OIDC subject of the officer who decided, or of the guardian who withdrew. */
    decidedBy: p.string().length(80).nullable(),
    decidedAt: p.datetime(3).nullable(),
    /** Why it was rejected. */
    reason: p.string().length(500).nullable(),
  },
  uniques: [{ name: 'enrolment_pupil_year', properties: ['residentId', 'openYear'] }],
});

export class Enrolment extends EnrolmentSchema.class {}
EnrolmentSchema.setClass(Enrolment);
