import type { Keys } from './rule.ts';

/** Whom an object is about; as `TypeAccess` says it. */
export interface ToldOf {
  about?(object: unknown): Keys;
  otherSide?(object: unknown): Keys;
}

/** What of S3, S4 and I one answer discloses: the hub's ledger asks for it, nobody else gets it. */
export class Disclosure {
  readonly #subjects = new Set<string>();
  readonly #otherSide = new Set<string>();
  readonly #told = new WeakMap<object, ToldOf>();
  #rows = 0;

  /** Notes an object that is shown, and whom it is about; asked once, however many of its fields are. */
  note(object: object, of: ToldOf): void {
    const before = this.#told.get(object);
    if (before === of) return;
    if (before === undefined) this.#rows += 1;
    this.#told.set(object, of);
    for (const key of of.about?.(object) ?? []) if (key != null) this.#subjects.add(key);
    for (const key of of.otherSide?.(object) ?? []) if (key != null) this.#otherSide.add(key);
  }

  /** For the `extensions` of the answer; empty when nothing of the kind is shown. */
  toExtensions(): Readonly<Record<string, unknown>> {
    if (this.#rows === 0) return {};
    const otherSide = [...this.#otherSide].sort();
    const said = { subjects: [...this.#subjects].sort(), rows: this.#rows };
    return { citygraph: otherSide.length === 0 ? said : { ...said, otherSide } };
  }
}
