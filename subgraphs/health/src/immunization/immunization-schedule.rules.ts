/**
 * Vaccines of the national immunisation programme and the doses due before the sixth birthday, when schools check them
 * (National Health Commission, schedule of 2021). `months` is the age each dose falls due.
 */
export const SCHEDULE = {
  HepB: { display: '乙肝疫苗', months: [0, 1, 6] },
  BCG: { display: '卡介苗', months: [0] },
  PV: { display: '脊灰疫苗', months: [2, 3, 4, 48] },
  DTaP: { display: '百白破疫苗', months: [3, 4, 5, 18] },
  MMR: { display: '麻腮风疫苗', months: [8, 18] },
  JE: { display: '乙脑减毒活疫苗', months: [8, 24] },
  MenA: { display: 'A群流脑多糖疫苗', months: [6, 9] },
  MenAC: { display: 'A群C群流脑多糖疫苗', months: [36] },
  HepA: { display: '甲肝减毒活疫苗', months: [18] },
} as const;

export type Vaccine = keyof typeof SCHEDULE;

export const VACCINES = Object.keys(SCHEDULE) as Vaccine[];

export const isVaccine = (code: string): code is Vaccine => Object.hasOwn(SCHEDULE, code);

/** Whether all doses of this vaccine that a school asks for were given; null for a vaccine that no school asks for. */
export function completeForSchoolEntry(
  vaccine: string,
  given: readonly { vaccine: string; dose: number }[],
): boolean | null {
  if (!isVaccine(vaccine)) return null;
  return SCHEDULE[vaccine].months.every((_, i) => given.some((one) => one.dose === i + 1 && one.vaccine === vaccine));
}
