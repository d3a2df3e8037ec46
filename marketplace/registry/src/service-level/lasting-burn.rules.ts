import { addHealth, breachOf, burnOf, type Health, NO_CALLS, type Slo } from './slo.rules.ts';
import { SLOT_MS, slotOf } from './windows.ts';

/** What was counted in ten seconds. */
export interface SlotHealth {
  /** When they began. */
  readonly slot: Date;
  readonly health: Health;
}

/** Of so many minutes in which somebody called, the last, so many must have broken the promise. */
const MINUTES = 5;
const BROKEN = 4;
/** One that is seldom called is judged by minutes that lie further apart, none of them older than that. */
export const LOOKED_BACK_MS = 30 * 60_000;

/**
 * Why a release burns, where it lasts: four of the last five minutes in which anybody called it broke its promise, and all five together burn. A minute without calls says
 * nothing, so one that was quiet has to fail for as long as one that was not; one that was called in fewer than five minutes of the last half hour is not judged. null: it does
 * not burn, or not for long enough.
 */
export function lastingBurn(slo: Slo, slots: readonly SlotHealth[], now: Date): string | null {
  const minutes = new Map<number, Health>();
  for (const { slot, health } of slots) {
    const ago = Math.floor((slotOf(now).getTime() - slot.getTime()) / (6 * SLOT_MS));
    if (health.calls > 0) minutes.set(ago, addHealth(minutes.get(ago) ?? NO_CALLS, health));
  }
  const last = [...minutes]
    .sort(([one], [other]) => one - other)
    .slice(0, MINUTES)
    .map(([, health]) => health);
  if (last.length < MINUTES || last.filter((health) => breachOf(slo, health) !== null).length < BROKEN) return null;
  return burnOf(slo, last.reduce(addHealth, NO_CALLS));
}
