import type { City } from '@citygraph/city';
import { defineSubgraph, signedIn } from '@citygraph/kit';
import { Appointment } from './appointment/appointment.entity.ts';
import {
  AppointmentResolver,
  AppointmentSlotResolver,
  appointmentReference,
  appointmentSlotReference,
  ResidentAppointmentsResolver,
} from './appointment/appointment.resolver.ts';
import { AppointmentSlot } from './appointment/appointment-slot.entity.ts';
import { publishSlots } from './appointment/publish-slots.ts';
import { Timetable } from './appointment/timetable.entity.ts';
import { ConsentDirective } from './consent-directive/consent-directive.entity.ts';
import {
  ConsentDirectiveGranteeResolver,
  ConsentDirectiveResolver,
  ResidentDirectivesResolver,
} from './consent-directive/consent-directive.resolver.ts';
import { Coverage } from './coverage/coverage.entity.ts';
import { CoverageResolver, ResidentCoverageResolver } from './coverage/coverage.resolver.ts';
import { DiseaseCount } from './disease-count/disease-count.entity.ts';
import { DiseaseCountResolver } from './disease-count/disease-count.resolver.ts';
import { ElderCareAssessment } from './elder-care/elder-care-assessment.entity.ts';
import { ElderCareAssessmentResolver } from './elder-care/elder-care-assessment.resolver.ts';
import { Encounter } from './encounter/encounter.entity.ts';
import { EncounterResolver, encounterReference, RecordEncountersResolver } from './encounter/encounter.resolver.ts';
import { HealthRecord } from './health-record/health-record.entity.ts';
import {
  HealthRecordResolver,
  healthRecordReference,
  PractitionerResolver,
  ResidentRecordResolver,
  ResidentType,
} from './health-record/health-record.resolver.ts';
import { Practitioner } from './health-record/practitioner.entity.ts';
import { RecordConcept } from './health-record/record-concept.entity.ts';
import { Hospital } from './hospital/hospital.entity.ts';
import { AdminDivisionType, DivisionHospitalsResolver, HospitalResolver } from './hospital/hospital.resolver.ts';
import { Immunization } from './immunization/immunization.entity.ts';
import { ImmunizationResolver, RecordImmunizationsResolver } from './immunization/immunization.resolver.ts';
import { records } from './migrations/0001-records.ts';
import { coverAndCare } from './migrations/0002-cover-and-care.ts';
import { hospitals } from './migrations/0003-hospitals.ts';
import { appointments } from './migrations/0004-appointments.ts';
import { appointmentAccess, encounterAccess, recordAccess, residentAccess, throughParent } from './patient.access.ts';
import { seedHealth } from './seed.ts';

/** The whole wiring. */
export const health = defineSubgraph({
  name: 'health',
  description: 'Health records, immunisations, appointments and hospitals.',
  entities: [
    Appointment,
    AppointmentSlot,
    ConsentDirective,
    Coverage,
    DiseaseCount,
    ElderCareAssessment,
    Encounter,
    HealthRecord,
    Hospital,
    Immunization,
    Practitioner,
    RecordConcept,
    Timetable,
  ],
  migrations: [records, coverAndCare, hospitals, appointments],
  resolvers: [
    AppointmentResolver,
    AppointmentSlotResolver,
    ConsentDirectiveGranteeResolver,
    ConsentDirectiveResolver,
    CoverageResolver,
    DiseaseCountResolver,
    DivisionHospitalsResolver,
    ElderCareAssessmentResolver,
    EncounterResolver,
    HealthRecordResolver,
    HospitalResolver,
    ImmunizationResolver,
    PractitionerResolver,
    RecordEncountersResolver,
    RecordImmunizationsResolver,
    ResidentAppointmentsResolver,
    ResidentCoverageResolver,
    ResidentDirectivesResolver,
    ResidentRecordResolver,
  ],
  orphanedTypes: [AdminDivisionType, ResidentType],
  references: {
    AdminDivision: ({ code }) => ({ code }),
    Appointment: appointmentReference,
    AppointmentSlot: appointmentSlotReference,
    Encounter: encounterReference,
    HealthRecord: healthRecordReference,
    LegalEntity: ({ uscc }) => ({ uscc }),
    Resident: ({ id }) => ({ id }),
  },
  access: {
    AdminDivision: { default: signedIn },
    Appointment: appointmentAccess,
    CodedConcept: throughParent,
    ConsentDirective: throughParent,
    Coverage: throughParent,
    ElderCareAssessment: throughParent,
    Encounter: encounterAccess,
    HealthRecord: recordAccess,
    Immunization: throughParent,
    LegalEntity: { default: signedIn },
    Practitioner: throughParent,
    Resident: residentAccess,
  },
  jobs: [{ name: 'publish appointment slots', everySeconds: 3600, run: (em, clock) => publishSlots(em, clock.now()) }],
  seed: (em, city) => seedHealth(em, city as City),
});
