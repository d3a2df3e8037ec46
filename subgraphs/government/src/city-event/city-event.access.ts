import type { Purpose } from '@citygraph/contract';
import {
  allOf,
  allowed,
  anyOf,
  inTenancy,
  refused,
  type SubjectRule,
  subjectRule,
  type TypeAccess,
  worksOn,
} from '@citygraph/kit';
import type { CityEvent } from './city-event.entity.ts';
import { mayBeHandledBy } from './city-event.rules.ts';

/** For what an officer handles events. */
export const EVENT_PURPOSES = ['emergency-response', 'city-management'] as const satisfies readonly Purpose[];

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

/** An event with the field of the viewer's own agency, as the register has it. */
export type EventInHand = CityEvent & { readonly viewersField: string | null };

const ADVICE = `Officers need a case and one of the purposes ${EVENT_PURPOSES.join(', ')}.`;

/** At work: a living case and a purpose. The case need not name the event: what will happen is on no list. */
const atWork: SubjectRule<EventInHand> = subjectRule('officer at work', (viewer, _event, now) => {
  if (worksOn(viewer, EVENT_PURPOSES, now)) return allowed('officer at work');
  const { agency } = viewer.principal;
  return agency !== null && viewer.purpose === null ? refused('PURPOSE_REQUIRED', ADVICE) : NOT_YOURS;
});

/** To take up and to close an event is for the duty officers of Emergency Management and for the competent agency. */
export const handlesEvent: SubjectRule<EventInHand> = allOf(
  atWork,
  officerOfTheCity,
  // An event that does not exist is asked about without any field.
  subjectRule('officer of the competent agency', (_viewer, { categoryCode, viewersField }) =>
    viewersField != null && mayBeHandledBy(categoryCode, viewersField)
      ? allowed('officer of the competent agency')
      : NOT_YOURS,
  ),
);
