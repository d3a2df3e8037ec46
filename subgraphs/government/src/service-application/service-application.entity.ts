import { defineEntity, p } from '@mikro-orm/core';

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
    status: p.string().length(20).$type<'SUBMITTED' | 'GRANTED' | 'REJECTED'>(),
    /** The filled-in form as a JSON object; handed to the agency, never to the graph. */
    formData: p.text(),
    submittedAt: p.datetime(3),
    dueAt: p.datetime(3).strictNullable(),
    /** Division of the applicant. */
    division: p.string().length(12).strictNullable(),
  },
});

export class ServiceApplication extends ServiceApplicationSchema.class {}
ServiceApplicationSchema.setClass(ServiceApplication);
