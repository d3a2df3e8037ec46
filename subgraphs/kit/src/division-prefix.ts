/** The digits that the codes of everything in a division begin with: `220100` is the city, all of `2201…` (GB/T 2260). */
export function divisionPrefix(code: string): string {
  if (code.endsWith('0000') && code.length === 6) return code.slice(0, 2);
  return code.endsWith('00') && code.length === 6 ? code.slice(0, 4) : code;
}
