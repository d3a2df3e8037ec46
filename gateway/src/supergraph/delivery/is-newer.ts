/** A document of a kind of which a newer one takes the place of an older one. */
export interface Numbered {
  readonly sequence: number;
  /** `digestOfPayload` of it. */
  readonly digest: string;
}

/**
 * Is it news? Throws an Error when it is older than what is known, or another document under the same number: then somebody replays an old one, or two
 * write at once (DECISIONS 20).
 */
export function isNewer(offered: Numbered, known: Numbered | null): boolean {
  if (known === null || offered.sequence > known.sequence) return true;
  if (offered.sequence < known.sequence) {
    throw new Error(`it is number ${offered.sequence}, and number ${known.sequence} is known already`);
  }
  if (offered.digest !== known.digest) {
    throw new Error(`it has number ${offered.sequence}, under which something else is known already`);
  }
  return false;
}
