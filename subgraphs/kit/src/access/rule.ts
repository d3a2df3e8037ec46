import type { ErrorCode, Viewer } from '@citygraph/contract';

/** What a rule says; `as` is the capacity in which the viewer may see the object. */
export type Verdict =
  | { readonly allowed: true; readonly as: string }
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
  /**
   * Keys of those whose data the object is (residents, households, legal entities), whoever sees it and in whatever capacity: they find the evidence, and an app
   * of a third party needs their consent. A type with a field labelled S3, S4 or I is not built without.
   */
  about?(object: T): Keys;
  /** Keys of those who are named in it besides, such as a buyer's shop: they find the evidence, and nobody waits for their consent. */
  otherSide?(object: T): Keys;
}

export type Keys = readonly (string | null | undefined)[];

/** `about` of values without a key, and of lists: whoever holds one came through a field that told whose it is, or each of its objects tells it. */
export const toldElsewhere = (): Keys => [];

/** `about` of what is kept from view for another reason than that it is somebody's. */
export const aboutNobody = (): Keys => [];

/** A `TypeAccess` of whatever object: the graph hands each rule the objects of its own type. */
export type AnyTypeAccess = TypeAccess<never>;

export function subjectRule<T>(rule: string, judge: (viewer: Viewer, object: T, now: Date) => Verdict): SubjectRule<T> {
  return Object.assign((viewer: Viewer, object: T, now: Date) => judge(viewer, object, now), { rule });
}

export const allowed = (as: string): Verdict => ({ allowed: true, as });

export const refused = (code: ErrorCode, message: string): Verdict => ({ allowed: false, code, message });
