import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { SubjectRule } from './rule.ts';

export interface GrantedOptions {
  /** The argument that named the object. */
  readonly argument: string;
  /** What it names: `enrolment`. */
  readonly what: string;
  readonly now: Date;
}

/**
 * The object, if it exists and the rule lets the viewer have it. Whoever may not is told the same, word for word and code for
 * code, whether it exists or not.
 * @throws UNAUTHENTICATED, FORBIDDEN, or what the rule says of the viewer (PURPOSE_REQUIRED).
 */
export function granted<T extends object>(
  viewer: Viewer,
  rule: SubjectRule<T>,
  object: T | null,
  { argument, what, now }: GrantedOptions,
): T {
  // A rule that is asked about an object without keys can say only what is wrong with the viewer.
  const verdict = rule(viewer, object ?? ({} as T), now);
  if (object !== null && verdict.allowed) return object;
  const refusal = verdict.allowed ? 'FORBIDDEN' : verdict.code;
  throw new CityGraphError(
    viewer.principal.subject === null ? 'UNAUTHENTICATED' : refusal,
    `${argument}: there is no such ${what}, or it is not yours to see or change.`,
    { extensions: { argument } },
  );
}
