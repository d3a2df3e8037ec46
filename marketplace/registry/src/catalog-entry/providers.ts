/**
 * The agency that answers for each department's data (USCC). The city has no bureau of agriculture in its register; its data
 * authority answers for that department.
 */
export const PROVIDERS: Readonly<Record<string, string>> = {
  government: '11220100MB1C10017F',
  health: '11220100MB1C10228Y',
  education: '11220100MB1C10295W',
  commerce: '11220100MB1C105785',
  energy: '11220100MB1C10850B',
  finance: '11220100MB1C10789L',
  agriculture: '11220100MB1C10017F',
  registry: '11220100MB1C10017F',
};

/** The government service and data bureau: keeps the register, and stands in for agencies in it. */
export const DATA_AUTHORITY = '11220100MB1C10017F';

/** Second half of a resource code's class: `3` is the catalogue of departments, then which; plugins share the last. */
export function departmentNumber(subgraph: string): string {
  const place = Object.keys(PROVIDERS).indexOf(subgraph);
  return place < 0 ? '99' : String(place + 1).padStart(2, '0');
}
