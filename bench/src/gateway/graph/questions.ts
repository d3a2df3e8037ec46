const DIVISION = 'division(code: "220102", asOf: $asOf)';

const HEAVY_SELECTION = `{ code name level residents { id name born
  dwelling { address(asOf: $asOf) latitude longitude
    schools(asOf: $asOf) { code name vacancies isPublic place { address(asOf: $asOf) latitude longitude }
      suppliers(asOf: $asOf) { name category rating place { address(asOf: $asOf) } } }
    clinics(asOf: $asOf) { name beds }
    shops(asOf: $asOf) { name category rating place { address(asOf: $asOf) } } }
  enrolments(asOf: $asOf) { year status school { name vacancies isPublic place { address(asOf: $asOf) latitude longitude }
    suppliers(asOf: $asOf) { name category rating place { address(asOf: $asOf) } } } }
  visits(asOf: $asOf) { at reason clinic { name beds place { address(asOf: $asOf) latitude longitude }
    pharmacy(asOf: $asOf) { name rating place { address(asOf: $asOf) } } } } } }`;

/** Sixteen planned fetches in four levels over four departments; `asOf` reaches every one of them. */
export const HEAVY = `query Heavy($asOf: String) { ${DIVISION} ${HEAVY_SELECTION} }`;

/**
 * A document that nobody sent before: 49 fetches to plan, of which one is made, for the rest stands under a condition that is false.
 * So what it costs is the planning.
 */
export const neverSent = (number: number): string =>
  `query New($asOf: String, $never: Boolean = false) { ${DIVISION} { name${number}: name }
  ${['a', 'b', 'c'].map((alias) => `${alias}: ${DIVISION} @include(if: $never) ${HEAVY_SELECTION}`).join('\n  ')} }`;

/** One fetch of one department. */
export const LIGHT = `query Light($asOf: String) { ${DIVISION} { code name level households offices { name phone } } }`;

/** One fetch of one department too, of people: what an app of a third party needs a grant and their consent for. No ids, which would be sealed for it besides. */
export const PERSONAL = `query Personal($asOf: String) { ${DIVISION} { code name residents { name born } } }`;

export const QUESTIONS = { heavy: HEAVY, light: LIGHT } as const;
export type QuestionName = keyof typeof QUESTIONS;

/**
 * What two requests in flight at the same time have in common:
 * `unshared` nothing (another `asOf` in each, so that no two subrequests are alike); `shared` everything: one principal, one request;
 * `principals` the request, asked by 200 principals in turn: only what is everybody's may be shared.
 */
export const MODES = ['unshared', 'principals', 'shared'] as const;
export type Mode = (typeof MODES)[number];

const PRINCIPALS = 200;
const FIRST_MOMENT = Date.UTC(2026, 0, 1);
const FIXED_MOMENT = '2026-01-01T00:00:00.000Z';

/** Every moment that `asOf` may be, for a server that answers alike at all of them. */
export const ANY_MOMENT = /2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

export interface ClientRequest {
  readonly body: string;
  readonly token: string;
}

/** The n-th request of a mode; below 10^10 no moment comes twice. */
export function clientRequest(query: string, mode: Mode, n: number): ClientRequest {
  const asOf = mode === 'unshared' ? new Date(FIRST_MOMENT + (n % 31_000_000_000)).toISOString() : FIXED_MOMENT;
  return {
    body: JSON.stringify({ query, variables: { asOf } }),
    token: `resident-${mode === 'principals' ? n % PRINCIPALS : 0}`,
  };
}
