/** TRUST §1: what no honest document needs. */
export interface ScanLimits {
  readonly bytes: number;
  readonly tokens: number;
  readonly types: number;
  readonly fields: number;
  /** Braces, brackets and parentheses in each other, in the document or in one of its texts. */
  readonly depth: number;
  /** Characters of a name: findings and indices repeat it at each of its fields. */
  readonly name: number;
}

export const SCAN_LIMITS: ScanLimits = {
  bytes: 256 * 1024,
  tokens: 20_000,
  types: 500,
  fields: 1_500,
  depth: 64,
  name: 200,
};
