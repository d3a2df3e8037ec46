export interface Tier {
  /** Monthly use up to which the tier goes; null: without end. */
  readonly upTo: number | null;
  readonly centsPerUnit: number;
}

/** What a month's use costs: each unit at the price of the tier it falls into; rounded once, to whole cents. */
export function billAmount(tiers: readonly Tier[], use: number): number {
  let [cents, from] = [0, 0];
  for (const { upTo, centsPerUnit } of tiers) {
    const to = upTo === null ? use : Math.min(use, upTo);
    if (to > from) cents += (to - from) * centsPerUnit;
    from = Math.max(from, to);
  }
  return Math.round(cents);
}

/** Billed against paid: what is due is never negative, what was paid too much is a credit. */
export function amountDue(billedCents: number, paidCents: number): { dueCents: number; creditCents: number } {
  return { dueCents: Math.max(0, billedCents - paidCents), creditCents: Math.max(0, paidCents - billedCents) };
}

/** The month before the one a moment lies in, `YYYY-MM`, in city time (UTC+8 all year). */
export function lastFullMonth(now: Date): string {
  const city = new Date(now.getTime() + 8 * 3_600_000);
  const month = new Date(Date.UTC(city.getUTCFullYear(), city.getUTCMonth() - 1, 1));
  return month.toISOString().slice(0, 7);
}

/** First moment of a month in city time, and of the month after. */
export function monthSpan(month: string): { from: Date; to: Date } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const start = (m: number): Date => new Date(Date.UTC(year, m, 1) - 8 * 3_600_000);
  return { from: start(number - 1), to: start(number) };
}
