/** What would be sent to a hub, and was not. */
export interface Intended {
  readonly hub: string;
  readonly operation: string;
  readonly variables: unknown;
}

/** Ends a command that was asked only to say what it would do: this, and after it these. */
export class DryRun extends Error {
  override name = 'DryRun';
  readonly intended: Intended;
  readonly next: readonly Intended[];
  /** What would change by it, as far as the command knows; null: it does not say. */
  preview: object | null = null;

  constructor(intended: Intended, next: readonly Intended[] = []) {
    super(intended.operation);
    this.intended = intended;
    this.next = next;
  }
}
