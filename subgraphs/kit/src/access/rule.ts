import type { ErrorCode, Viewer } from '@citygraph/contract';

/** What a rule says; `as` is the capacity in which the viewer may see the object, `about` the key of the subject by which the rule judged. */
export type Verdict =
  | { readonly allowed: true; readonly as: string; readonly about?: string }
  | { readonly allowed: false; readonly code: ErrorCode; readonly message: string };

/** May this viewer see this object? Pure: it reads the viewer's claims and the object, nothing else. */
export type SubjectRule<T> = ((viewer: Viewer, object: T, now: Date) => Verdict) & {
  /** How people read it: `self or guardian`. */
  readonly rule: string;
};

/** Who may see the fields of one type. S1 fields need no rule; one named in `fields` is judged whatever its label. */
export interface TypeAccess<T> {
  /** For every field labelled S2 or higher that is not named below. */
  readonly default: SubjectRule<T>;
  readonly fields?: Readonly<Record<string, SubjectRule<T>>>;
  /** Keys of those whose data the object is (residents, households, legal entities); default: the subject by which the rule judged. */
  about?(object: T): readonly (string | null | undefined)[];
}

/** A `TypeAccess` of whatever object: the graph hands each rule the objects of its own type. */
export type AnyTypeAccess = TypeAccess<never>;

export function subjectRule<T>(rule: string, judge: (viewer: Viewer, object: T, now: Date) => Verdict): SubjectRule<T> {
  return Object.assign((viewer: Viewer, object: T, now: Date) => judge(viewer, object, now), { rule });
}

export const allowed = (as: string, about?: string): Verdict =>
  about === undefined ? { allowed: true, as } : { allowed: true, as, about };

export const refused = (code: ErrorCode, message: string): Verdict => ({ allowed: false, code, message });
