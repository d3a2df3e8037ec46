/** How keys of the city's `@pairwise` types begin: whoever is named so is somebody. A department that labels another type adds it here; a test of the composed graph says so. */
const BEGINNINGS = { Resident: 'res_', Household: 'hh_', CitizenCard: 'card_' } as const;

/** A `@pairwise` type of the city: a person, or what leads to one. */
export type PersonType = keyof typeof BEGINNINGS;

/** All of them. */
export const PERSON_TYPES = Object.keys(BEGINNINGS) as readonly PersonType[];

/** What kind of person a key names; null: it names nobody. */
export const personTypeOf = (key: string): PersonType | null =>
  PERSON_TYPES.find((type) => key.startsWith(BEGINNINGS[type])) ?? null;

/** Keys of people wherever they stand in a text. */
export const PERSON_KEYS: RegExp = new RegExp(`\\b(?:${Object.values(BEGINNINGS).join('|')})[A-Za-z0-9]+`, 'g');
