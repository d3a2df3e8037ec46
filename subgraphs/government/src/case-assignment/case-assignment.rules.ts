interface Assignment {
  readonly officer: string;
  readonly agency: string;
  readonly expiresAt: Date;
}

/** Who says to be working on a case, and from which agency (null: the token named none). */
interface Asker {
  readonly officer: string;
  readonly agency: string | null;
  readonly now: Date;
}

/** A case counts for its own officer, from its own agency, until it expires. Whoever moved on has lost the case. */
export function isInForce(assigned: Assignment, { officer, agency, now }: Asker): boolean {
  return assigned.officer === officer && assigned.agency === agency && assigned.expiresAt > now;
}
