import { CityGraphError, parseEarTag } from '@citygraph/contract';

export type Species = ReturnType<typeof parseEarTag>['species'];

/** What ends an animal's stay on a farm. Only one that was sold can come to another. */
export const DEPARTURES = ['SOLD', 'SLAUGHTERED', 'DIED'] as const;
export type Departure = (typeof DEPARTURES)[number];
export const ANIMAL_STATUSES = ['KEPT', ...DEPARTURES] as const;
export type AnimalStatus = (typeof ANIMAL_STATUSES)[number];

const refuse = (argument: string, message: string): never => {
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
};

/** The tag's parts; the message names the argument. */
export function readEarTag(earTag: string): ReturnType<typeof parseEarTag> {
  try {
    return parseEarTag(earTag);
  } catch (error) {
    return refuse('earTag', error instanceof Error ? error.message : 'give 15 digits.');
  }
}

/** @throws BAD_USER_INPUT with the ways there are. */
export function parseDeparture(text: string): Departure {
  return DEPARTURES.find((reason) => reason === text) ?? refuse('reason', `give one of ${DEPARTURES.join(', ')}.`);
}

/** A tag is put on where the animal is born: its county is the first farm's. */
export function assertBornHere(division: string, villageCode: string): void {
  const county = villageCode.slice(0, 6);
  if (division !== county) {
    refuse(
      'earTag',
      `the tag is of county ${division}, the farm lies in ${county}; tags are put on where the animal is born.`,
    );
  }
}

/** Born, arrived, left: in that order, and not in the future. */
export function assertDaysInOrder(days: readonly (readonly [argument: string, day: string])[], today: string): void {
  for (const [n, [argument, day]] of days.entries()) {
    const before = days[n - 1]?.[1];
    if (day > today) refuse(argument, `${day} has not come yet (today is ${today}).`);
    if (before !== undefined && day < before) refuse(argument, `${day} lies before ${before}.`);
  }
}
