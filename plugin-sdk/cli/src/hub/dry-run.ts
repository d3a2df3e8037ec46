/** What would be sent to a hub, and was not. */
export interface Intended {
  readonly hub: string;
  readonly operation: string;
  readonly variables: unknown;
}

/** Ends a command that was asked only to say what it would do. */
export class DryRun extends Error {
  override name = 'DryRun';
  readonly intended: Intended;

  constructor(intended: Intended) {
    super(intended.operation);
    this.intended = intended;
  }
}
