/** What of S3, S4 and I one answer discloses: the hub's ledger asks for it, nobody else gets it. */
export class Disclosure {
  readonly #subjects = new Set<string>();
  readonly #objects = new WeakSet<object>();
  #rows = 0;

  /** Notes an object that is shown, and keys of those whom it is about. */
  note(object: unknown, subjects: readonly (string | null | undefined)[]): void {
    for (const subject of subjects) if (subject != null) this.#subjects.add(subject);
    if (typeof object !== 'object' || object === null || this.#objects.has(object)) return;
    this.#objects.add(object);
    this.#rows += 1;
  }

  /** For the `extensions` of the answer; empty when nothing of the kind is shown. */
  toExtensions(): Readonly<Record<string, unknown>> {
    if (this.#rows === 0) return {};
    return { citygraph: { subjects: [...this.#subjects].sort(), rows: this.#rows } };
  }
}
