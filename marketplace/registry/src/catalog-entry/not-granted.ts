const FOR_A_COURT = 'it says whose consent it is, and to whom: who gave it shows it themselves';
const CITYS_OWN = 'who has a say over data says it by an app of the city’s own';

/** By which people say who may see what is theirs, or take that back: an app would say it for itself, or against another. */
const SAYS = [
  'giveConsent',
  'revokeConsent',
  'requestDataGrant',
  'decideDataGrant',
  'acceptDataGrant',
  'revokeDataGrant',
  'shareUsage',
  'endShare',
  'recordConsentDirective',
  'revokeConsentDirective',
];

/** What no third party gets, whoever would grant it, and why: what tells who consented, and what would let an app consent or decide for who uses it. */
const NOT_GRANTED: ReadonlyMap<string, string> = new Map([
  ['Consent.artefactJws', FOR_A_COURT],
  ['Consent.artefactOpening', FOR_A_COURT],
  ...SAYS.map((field) => [`Mutation.${field}`, CITYS_OWN] as const),
]);

/** Why nobody gets a grant of a coordinate; null: its owner decides. */
export const notGranted = (coordinate: string): string | null => NOT_GRANTED.get(coordinate) ?? null;
