/** SemVer 2.0.0 without build metadata: that has no rank, and two releases would be equal. */
export const SEMANTIC_VERSION =
  /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-((?:0|[1-9]\d{0,8}|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d{0,8}|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?$/;

/** Precedence as SemVer 2.0.0 §11 has it: below 0, 0, above 0. */
export function compareVersions(one: string, other: string): number {
  const [core = '', pre] = cut(one);
  const [otherCore = '', otherPre] = cut(other);
  const byCore = compareParts(core.split('.'), otherCore.split('.'));
  if (byCore !== 0 || pre === otherPre) return byCore;
  // Whoever has a pre-release comes before who has none.
  if (pre === undefined) return 1;
  if (otherPre === undefined) return -1;
  return compareParts(pre.split('.'), otherPre.split('.'));
}

function cut(version: string): [string, string?] {
  const at = version.indexOf('-');
  return at < 0 ? [version] : [version.slice(0, at), version.slice(at + 1)];
}

function compareParts(parts: readonly string[], others: readonly string[]): number {
  for (let index = 0; index < Math.min(parts.length, others.length); index++) {
    const order = comparePart(parts[index] ?? '', others[index] ?? '');
    if (order !== 0) return order;
  }
  return parts.length - others.length;
}

function comparePart(part: string, other: string): number {
  const isNumber = /^\d+$/.test(part);
  const isOtherNumber = /^\d+$/.test(other);
  if (isNumber && isOtherNumber) return Number(part) - Number(other);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return part === other ? 0 : part < other ? -1 : 1;
}
