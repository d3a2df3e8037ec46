/** How long what was decided may stand before the hub does something about it by itself. */
export interface Watching {
  /** A stable release that burns is taken back within so many hours; later its people are told, and it stays. */
  readonly newHours: number;
  /** A paused rollout keeps its buckets for so many hours. */
  readonly keptHours: number;
  /** One that nobody moved for so many days is taken back. */
  readonly idleDays: number;
}

export const DEFAULT_WATCHING: Watching = { newHours: 24, keptHours: 1, idleDays: 3 };
