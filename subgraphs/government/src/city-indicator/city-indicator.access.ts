import { allOf, allowed, inTenancy, refused, type SubjectRule, subjectRule } from '@citygraph/kit';

/** What is published where, and by which agency it may be. */
export interface Publication {
  readonly divisionCode: string;
  /** USCC of the agency that keeps the city's statistics. */
  readonly keeperUscc: string;
}

const NOT_YOURS = refused('FORBIDDEN', 'You may not publish this.');

/**
 * Indicators are public and about nobody, so publishing takes no case: an officer of the agency that keeps them is enough,
 * within the part of the city that officer is limited to.
 */
export const publishesIndicators: SubjectRule<Publication> = allOf(
  subjectRule<Publication>('officer of the keeper', ({ principal }, { keeperUscc }) =>
    principal.roles.includes('officer') && principal.agency !== null && principal.agency === keeperUscc
      ? allowed('officer of the keeper')
      : NOT_YOURS,
  ),
  subjectRule<Publication>('within the tenancy', (viewer, { divisionCode }) =>
    inTenancy(viewer, divisionCode) ? allowed('within the tenancy') : NOT_YOURS,
  ),
);
