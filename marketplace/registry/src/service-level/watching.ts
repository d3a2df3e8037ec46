/** How long what was decided may stand before the hub does something about it by itself. */
export interface Watching {
  /** A stable release that burns is taken back within so many hours; later its people are told, and it stays. */
  readonly newHours: number;
}

export const DEFAULT_WATCHING: Watching = { newHours: 24 };
