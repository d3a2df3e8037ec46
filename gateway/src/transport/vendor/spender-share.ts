/** Of what a plugin may be asked in a window: so much is kept for those who have had less than that. */
const SHARE = 1 / 4;

/** What was used of a window, and of that by whoever asks now. */
export interface Used {
  readonly total: number;
  readonly own: number;
}

/**
 * Would it be taken from what is kept for others? One alone may use three quarters of a window, and of the last whoever has had a quarter of it gets nothing: however much somebody asks a plugin, it is not
 * gone for everybody else. The first request of a window is nobody's too much.
 */
export const isKeptForOthers = (most: number, { total, own }: Used, points: number): boolean =>
  own > 0 && total + points > most * (1 - SHARE) && own + points > most * SHARE;
