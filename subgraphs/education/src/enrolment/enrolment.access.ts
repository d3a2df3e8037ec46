import { anyOf, guardian, officer, type SubjectRule, self, type TypeAccess } from '@citygraph/kit';

/** The Education Bureau alone admits to schools. */
const EDUCATION_BUREAU = '11220100MB1C10295W';

/** A pupil, a guardian, or an admission officer whose case names the pupil. Most pupils are under 14: their whole record is S4. */
function pupilRule<T>(residentOf: (object: T) => string): SubjectRule<T> {
  return anyOf(
    self(residentOf),
    guardian(residentOf),
    officer({
      purposes: ['school-admission'],
      agencies: [EDUCATION_BUREAU],
      subject: (object) => [residentOf(object)],
    }),
  );
}

export const residentAccess: TypeAccess<{ id: string }> = { default: pupilRule(({ id }) => id) };

export const enrolmentAccess: TypeAccess<{ residentId: string }> = {
  default: pupilRule(({ residentId }) => residentId),
};
