import { allowed, anyOf, inTenancy, refused, type SubjectRule, subjectRule, type TypeAccess } from '@citygraph/kit';
import type { CityEvent } from './city-event.entity.ts';

const NOT_YOURS = refused('FORBIDDEN', 'You may not see this.');

const reporter: SubjectRule<CityEvent> = subjectRule('reporter', ({ principal }, { reportedBy }) =>
  principal.subject !== null && principal.subject === reportedBy ? allowed('reporter') : NOT_YOURS,
);

const officerOfTheCity: SubjectRule<CityEvent> = subjectRule('officer of the city', (viewer, { divisionCode }) =>
  viewer.principal.roles.includes('officer') && viewer.principal.agency !== null && inTenancy(viewer, divisionCode)
    ? allowed('officer of the city')
    : NOT_YOURS,
);

/** What is wrong where is public; what people wrote may name others, so it is for them and for the officers in charge. */
export const cityEventAccess: TypeAccess<CityEvent> = { default: anyOf(reporter, officerOfTheCity) };
