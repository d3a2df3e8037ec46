/** The chain is not as it was written: nobody answers for what follows. */
export class AuditBroken extends Error {
  /** First entry that is not. */
  readonly sequence: number;

  constructor(sequence: number, what: string) {
    super(`The audit chain is broken at ${sequence}: ${what}`);
    this.sequence = sequence;
  }
}
