import { allowed, refused, type SubjectRule, subjectRule, type TypeAccess } from '@citygraph/kit';
import type { SystemRegistration } from './system-registration.entity.ts';

type System = Pick<SystemRegistration, 'agencyUscc'>;

const NOT_YOURS = refused('FORBIDDEN', 'You may not see or change this.');

/** The catalogue is public; how well a system is protected is for the city's officers. */
export const systemRegistrationAccess: TypeAccess<System> = {
  default: subjectRule('officer of the city', ({ principal }) =>
    principal.agency !== null && principal.roles.includes('officer') ? allowed('officer of the city') : NOT_YOURS,
  ),
};

/** To register is for an administrator of the agency whose system it is. */
export const registersSystems: SubjectRule<System> = subjectRule(
  'administrator of the agency',
  ({ principal }, { agencyUscc }) =>
    principal.roles.includes('administrator') && principal.agency !== null && principal.agency === agencyUscc
      ? allowed('administrator of the agency')
      : NOT_YOURS,
);
