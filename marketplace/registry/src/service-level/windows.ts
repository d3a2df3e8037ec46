/** Health is counted in slots of so many milliseconds. */
export const SLOT_MS = 10_000;

/** What a promise is judged by: long enough for twenty calls, short enough to be quick. */
export const WINDOW_MS = 60_000;

/** Beginning of the slot in which a moment lies. */
export const slotOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / SLOT_MS) * SLOT_MS);

/** Beginning of the hour (UTC). */
export const hourOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / 3_600_000) * 3_600_000);
