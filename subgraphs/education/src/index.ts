import type { City } from '@citygraph/city';
import { defineSubgraph } from '@citygraph/kit';
import { Address } from './address/address.entity.ts';
import { enrolmentAccess, residentAccess, schoolAccess } from './enrolment/enrolment.access.ts';
import { Enrolment } from './enrolment/enrolment.entity.ts';
import {
  EnrolmentResolver,
  enrolmentReference,
  PupilResolver,
  SchoolEnrolmentsResolver,
} from './enrolment/enrolment.resolver.ts';
import { Pupil } from './enrolment/pupil.entity.ts';
import { LearningResource } from './learning-resource/learning-resource.entity.ts';
import { LearningResourceResolver, learningResourceReference } from './learning-resource/learning-resource.resolver.ts';
import { schools } from './migrations/0001-schools.ts';
import { pupils } from './migrations/0002-pupils.ts';
import { learningResources } from './migrations/0003-learning-resources.ts';
import { Catchment } from './school/catchment.entity.ts';
import { Intake } from './school/intake.entity.ts';
import { School } from './school/school.entity.ts';
import { PlaceResolver, SchoolResolver, schoolReference } from './school/school.resolver.ts';
import { seedEducation } from './seed.ts';

/** The whole wiring. */
export const education = defineSubgraph({
  name: 'education',
  description: 'Schools, their catchments and places, enrolments, and learning resources.',
  entities: [Address, Catchment, Enrolment, Intake, LearningResource, Pupil, School],
  migrations: [schools, pupils, learningResources],
  resolvers: [
    EnrolmentResolver,
    LearningResourceResolver,
    PlaceResolver,
    PupilResolver,
    SchoolEnrolmentsResolver,
    SchoolResolver,
  ],
  references: {
    Enrolment: enrolmentReference,
    LearningResource: learningResourceReference,
    Place: ({ id }) => ({ id }),
    Resident: ({ id }) => ({ id }),
    School: schoolReference,
  },
  access: { Enrolment: enrolmentAccess, Resident: residentAccess, School: schoolAccess },
  seed: (em, city) => seedEducation(em, city as City),
});
