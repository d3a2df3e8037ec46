/** Age in whole years on a calendar day; both as `YYYY-MM-DD`. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Under 18 (Civil Code art. 17): until the eve of the eighteenth birthday. */
export function isMinorOn(birthDate: string, day: string): boolean {
  return ageOn(birthDate, day) < 18;
}
