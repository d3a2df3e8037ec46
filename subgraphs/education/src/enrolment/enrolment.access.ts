import { anyOf, guardian, officer, type SubjectRule, self, type TypeAccess, toldElsewhere } from '@citygraph/kit';

/** The Education Bureau alone admits to schools. */
const EDUCATION_BUREAU = '11220100MB1C10295W';

/** An admission officer whose case names one of these: a pupil, or a school with all who apply there. */
const admissionOfficer = <T>(subject: (object: T) => string[]): SubjectRule<T> =>
  officer({ purposes: ['school-admission'], agencies: [EDUCATION_BUREAU], subject });

/** Most pupils are under 14: their whole record is S4. */
export const residentAccess: TypeAccess<{ id: string }> = {
  default: anyOf(
    self(({ id }) => id),
    guardian(({ id }) => id),
    admissionOfficer(({ id }) => [id]),
  ),
  about: ({ id }) => [id],
};

interface EnrolmentSubject {
  readonly residentId: string;
  readonly schoolCode: string;
}

/** Who may decide about an application. */
export const decidesOnEnrolment: SubjectRule<EnrolmentSubject> = admissionOfficer(({ residentId, schoolCode }) => [
  residentId,
  schoolCode,
]);

export const enrolmentAccess: TypeAccess<EnrolmentSubject> = {
  default: anyOf(
    self(({ residentId }) => residentId),
    guardian(({ residentId }) => residentId),
    decidesOnEnrolment,
  ),
  about: ({ residentId }) => [residentId],
};

/** A school's applications, as a list, are the admission officer's. */
export const schoolAccess: TypeAccess<{ code: string }> = {
  default: admissionOfficer(({ code }) => [code]),
  about: toldElsewhere,
};
