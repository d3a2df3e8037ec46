import { defineEntity, p } from '@mikro-orm/core';

export const APPLICATION_STATUSES = ['SUBMITTED', 'RETURNED', 'GRANTED', 'REJECTED', 'WITHDRAWN'] as const;
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number];

const ServiceApplicationSchema = defineEntity({
  name: 'ServiceApplication',
  tableName: 'service_application',
  properties: {
    id: p.string().length(40).primary(),
    serviceId: p.string().length(40),
    /** The service's agency at the time: its officers handle the application. */
    agencyUscc: p.string().length(18),
    /** Either a resident or a legal entity applies. */
    applicantResident: p.string().length(40).strictNullable(),
    applicantUscc: p.string().length(18).strictNullable(),
    status: p.string().length(20).$type<ApplicationStatus>(),
    /** The filled-in form as a JSON object: for the applicant and the agency. */
    formData: p.text(),
    submittedAt: p.datetime(3),
    dueAt: p.datetime(3).strictNullable(),
    /** Why it was rejected or returned. */
    reason: p.text().strictNullable(),
    decidedAt: p.datetime(3).strictNullable(),
    /** OIDC `sub` of the officer. */
    decidedBy: p.string().length(64).strictNullable(),
    /** Since when the clock stands still for a correction. */
    pausedAt: p.datetime(3).strictNullable(),
    /** Division of the applicant. */
    division: p.string().length(12).strictNullable(),
  },
});

export class ServiceApplication extends ServiceApplicationSchema.class {}
ServiceApplicationSchema.setClass(ServiceApplication);
